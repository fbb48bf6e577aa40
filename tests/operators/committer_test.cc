// What the vectors runtime/two_phase_commit.json do not reach.
#include "engine/operators/committer.h"

#include "tests/catch.h"

using namespace weir;

namespace {

std::vector<std::string> texts(const std::vector<Value>& values) {
  std::vector<std::string> out;
  for (const Value& v : values) out.emplace_back(v.as_text());
  return out;
}

}  // namespace

TEST_CASE(
    "nothing is tried before its checkpoint is complete, and an older notice changes nothing") {
  Committer c;
  c.add(2, Value::text("b"));
  CHECK(c.next() == nullptr);
  c.complete(1);
  CHECK(c.next() == nullptr);
  c.complete(2);
  c.complete(1);
  REQUIRE(c.next() != nullptr);
  CHECK(c.next()->committable == Value::text("b"));
  REQUIRE(c.answer(CommitAnswer::kCommitted).has_value());
  CHECK(c.next() == nullptr);
  CHECK(c.empty());
}

TEST_CASE("a retry of the last request begins the next call with what is left") {
  Committer c;
  for (const char* name : {"a", "b", "c"}) c.add(1, Value::text(name));
  c.add(2, Value::text("d"));
  c.complete(2);
  CHECK(texts(c.call()) == std::vector<std::string>{"a", "b", "c"});
  REQUIRE(c.answer(CommitAnswer::kRetryLater).has_value());
  CHECK(!c.begins_call());
  REQUIRE(c.answer(CommitAnswer::kCommitted).has_value());
  REQUIRE(c.answer(CommitAnswer::kRetryLater, Value::text("c'")).has_value());
  CHECK(c.begins_call());
  CHECK(texts(c.call()) == std::vector<std::string>{"a", "c'"});
  REQUIRE(c.answer(CommitAnswer::kCommitted).has_value());
  REQUIRE(c.answer(CommitAnswer::kCommitted).has_value());
  CHECK(texts(c.call()) == std::vector<std::string>{"d"});
}

TEST_CASE("what is restored is tried at once, oldest checkpoint first, with no retry counted") {
  Committer c;
  c.add(1, Value::text("a"));
  c.add(2, Value::text("b"));
  c.complete(1);
  REQUIRE(c.answer(CommitAnswer::kRetryLater).has_value());
  const std::vector<Value> state = c.state();
  Committer again;
  again.restore({state[1], state[0]});
  CHECK(again.next()->committable == Value::text("a"));
  CHECK(again.next()->retries == 0);
  REQUIRE(again.answer(CommitAnswer::kAlreadyCommitted).has_value());
  CHECK(again.next()->committable == Value::text("b"));
}

TEST_CASE("too many retries and unknown failures say what could not be committed, and why") {
  Committer c;
  c.add(1, Value::text("part-0-1"));
  c.complete(1);
  for (std::uint32_t i = 0; i < Committer::kMaxRetries; i++)
    REQUIRE(c.answer(CommitAnswer::kRetryLater, {}, "disk full").has_value());
  const auto failed = c.answer(CommitAnswer::kRetryLater, {}, "disk full");
  REQUIRE(!failed);
  CHECK(failed.error().text.find("part-0-1") != std::string::npos);
  CHECK(failed.error().text.find("disk full") != std::string::npos);
  Committer d;
  d.add(1, Value::text("x"));
  d.complete(1);
  CHECK(!d.answer(CommitAnswer::kFailedUnknownReason));
}

// Tokens: whole ones come back as they were, all others are refused.
#include "exercises/report/schedule.h"

#include "engine/core/hash.h"
#include "exercises/report/report_codec.h"
#include "exercises/report/row_text.h"
#include "tests/catch.h"

namespace weir::exercises {
namespace {

std::uint64_t draw(std::uint64_t seed, std::uint64_t n, std::uint64_t below) {
  return stable_hash(seed, 0x70, n) % below;
}

Schedule drawn(std::uint64_t seed) {
  Schedule s;
  s.exercise = static_cast<int>(1 + draw(seed, 0, 30));
  s.check = seed % 2 == 0 ? "crash" : "any-id";
  for (std::uint64_t i = 0; i < draw(seed, 1, 6); i++)
    s.input.push_back(Value::row({Value::integer(static_cast<std::int64_t>(draw(seed, 10 + i, 9))),
                                  Value::text("拖把 \"x\"\n"), Value::number(1.5)}));
  s.backend = seed % 3 == 0 ? "hashmap" : seed % 3 == 1 ? "rocksdb" : "hostile";
  s.rebuild = seed % 5 == 0;
  s.parallelism = static_cast<std::uint32_t>(1 + draw(seed, 2, 4));
  s.restart_parallelism = static_cast<std::uint32_t>(draw(seed, 3, 4));
  s.seed = stable_hash(seed, 1, 1);
  if (seed % 2 == 0)
    s.fault = Fault{draw(seed, 4, 200),
                    {sim::DecisionKind::kFailTask, {PendingKind::kPollSource, 2, 0}},
                    "kill count#0"};
  return s;
}

TEST_CASE("a token holds a schedule, whole") {
  for (std::uint64_t seed = 0; seed < 300; seed++) {
    const Schedule s = drawn(seed);
    const std::string token = token_of(s);
    const auto back = schedule_of(token);
    INFO(token);
    REQUIRE(back);
    CHECK(*back == s);
    CHECK(token_of(*back) == token);
    CHECK(is_token(token));
    CHECK(token.find_first_of(" \n+/=") == token.npos);
  }
}

TEST_CASE("a token that was cut or mistyped is refused with a way out") {
  const std::string token = token_of(drawn(2));
  for (std::size_t n = 0; n < token.size(); n++) {
    const auto cut = schedule_of(token.substr(0, n));
    INFO(n);
    REQUIRE_FALSE(cut);
    CHECK(cut.error().text.find("Copy all of it") != std::string::npos);
  }
  for (std::size_t i = token.find('e') + 1; i < token.size(); i++) {
    std::string wrong = token;
    if (wrong[i] == ':') continue;
    wrong[i] = wrong[i] == '1' ? '2' : '1';
    INFO(wrong);
    CHECK_FALSE(schedule_of(wrong));
  }
  for (const char* other : {"", "w1", "w2:e03:AAAA", "w1:e3:AAAA", "w1:exx:AAAA", "w1:e03:###"})
    CHECK_FALSE(schedule_of(other));
}

TEST_CASE("what a grader says comes back as it was said") {
  const Plan plan{3, 42, 3, 8, {{"pairs", "six pairs"}, {"crash", "a failure changes nothing"}}};
  CHECK(plan_of(to_value(plan)) == plan);
  CheckReport report{"crash", Outcome::kFail, {}};
  report.finding = {.kind = FindingKind::kThrew,
                    .lines = {{"input", "(1, 3)"}, {"actual", "your code threw"}},
                    .schedule = "rocksdb",
                    .token = "w1:e03:AA",
                    .wrong_row = Value::row({Value::integer(1)}),
                    .wrong_after = 2};
  CHECK(check_report_of(to_value(report)) == report);
  const Ending ending{{"3 cases"}, 1404, "0123456789abcdef"};
  CHECK(ending_of(to_value(ending)) == ending);
  CHECK(trace_piece_of(trace_piece("abc")) == "abc");
}

TEST_CASE("what no grader says is nothing") {
  const Value wrong[] = {Value(),
                         Value::integer(3),
                         Value::row({}),
                         Value::row({Value::integer(1)}),
                         Value::row({Value::integer(9)}),
                         Value::row({Value::integer(2), Value::text("crash"), Value::integer(7),
                                     Value::integer(0), Value::list({}), Value::text(""),
                                     Value::text(""), Value::list({}), Value::integer(0)})};
  for (const Value& v : wrong) {
    CHECK_FALSE(plan_of(v));
    CHECK_FALSE(check_report_of(v));
    CHECK_FALSE(ending_of(v));
    CHECK_FALSE(trace_piece_of(v));
  }
}

TEST_CASE("rows read as a learner writes them, and long lists are cut around what matters") {
  const Value row = Value::row({Value::integer(1), Value::number(5), Value::text(" flink")});
  CHECK(row_text(row) == "(1, 5.0, \" flink\")");
  CHECK(rows_text({}, 0) == "nothing");
  std::vector<Value> many;
  for (int i = 0; i < 30; i++) many.push_back(Value::integer(i));
  CHECK(rows_text(many, 10) == "(7 before) 7 8 9 10 11 12 13 (16 more)");
  CHECK(rows_text(many, 99) == "(26 before) 26 27 28 29");
  CHECK(rows_text(many, 0) == "0 1 2 3 (26 more)");
}

}  // namespace
}  // namespace weir::exercises

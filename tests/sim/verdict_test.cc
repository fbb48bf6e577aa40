#include "sim/verdict.h"

#include "engine/core/hash.h"
#include "tests/catch.h"

using namespace weir;
using namespace weir::sim;

namespace {

Value row(std::initializer_list<std::int64_t> fields) {
  std::vector<Value> values;
  for (const std::int64_t f : fields) values.push_back(Value::integer(f));
  return Value::row(values);
}

Rows rows(const std::string& sink, std::initializer_list<Value> values) {
  Rows out;
  for (const Value& v : values) out.push_back({sink, v});
  return out;
}

// Results and late records list ids; 1 to 5 are the source's.
Verdict judged(const Rows& actual, std::uint64_t dropped) {
  const auto ids = [](const std::string&, const Value& v) {
    return std::vector<Value>(v.elements().begin(), v.elements().end());
  };
  std::vector<Value> all;
  for (std::int64_t id = 1; id <= 5; id++) all.push_back(Value::integer(id));
  return conserved({"window", "out", "late", ids}, all, dropped, actual);
}

}  // namespace

TEST_CASE("verdicts have the exit codes of the commands") {
  CHECK(exit_code(VerdictKind::kPass) == 0);
  CHECK(exit_code(VerdictKind::kFail) == 1);
  CHECK(exit_code(VerdictKind::kUnknown) == 4);
}

TEST_CASE("equal outputs hold the same rows, in any order, each equally often") {
  const Rows expected = rows("out", {row({1}), row({2}), row({2})});
  CHECK(same_output({}, expected, rows("out", {row({2}), row({1}), row({2})})).kind ==
        VerdictKind::kPass);
  CHECK(same_output({}, expected, rows("out", {row({2}), row({1})})).because == "out: lost [2]");
  CHECK(same_output({}, expected, rows("out", {row({2}), row({1}), row({2}), row({1})})).because ==
        "out: again [1]");
  CHECK(same_output({}, expected, rows("out", {row({2}), row({1}), row({2}), row({3})})).because ==
        "out: not in the undisturbed run [3]");
  CHECK(same_output({}, expected, {}).because == "out: lost [1]; out: lost [2] (2 times)");
  CHECK(same_output({}, {}, {}).kind == VerdictKind::kPass);
}

TEST_CASE("a judge of many outputs says what a comparison of two says") {
  const std::vector<std::vector<OutputRule>> all_rules = {
      {}, {{"a", Fold::kAtLeastOnce}}, {{"a", Fold::kLast, {0}}}, {{"b", Fold::kLargest, {0}, 1}}};
  // Few different rows, so that many outputs are equal but for their order.
  const auto drawn = [](std::uint64_t n) {
    Rows out;
    for (std::uint64_t i = 0; i < stable_hash(n, 1, 0) % 4; i++)
      out.push_back({stable_hash(n, 2, i) % 2 == 0 ? "a" : "b",
                     row({static_cast<std::int64_t>(stable_hash(n, 3, i) % 2),
                          static_cast<std::int64_t>(stable_hash(n, 4, i) % 2)})});
    return out;
  };
  std::size_t equal = 0, reordered = 0;
  for (std::uint64_t n = 0; n < 12'000; n++) {
    const Rows expected = drawn(2 * n), actual = drawn(2 * n + 1);
    const auto& rules = all_rules[n % all_rules.size()];
    const Verdict verdict = OutputJudge(rules, expected).same_output(actual);
    CHECK(verdict == same_output(rules, expected, actual));
    if (verdict.kind != VerdictKind::kPass) continue;
    equal++;
    reordered += actual.size() > 1 && actual[0].value.compare(expected[0].value) != 0 ? 1 : 0;
  }
  CHECK(equal > 200);
  CHECK(equal < 11'000);
  CHECK(reordered > 10);
}

TEST_CASE("a sink that nobody wrote to before is noticed, as is one that nobody writes to now") {
  CHECK(same_output({}, {}, rows("more", {row({1})})).kind == VerdictKind::kFail);
  CHECK(same_output({}, rows("less", {row({1})}), {}).kind == VerdictKind::kFail);
  CHECK(same_output({}, rows("a", {row({1})}), rows("b", {row({1})})).because ==
        "a: lost [1]; b: not in the undisturbed run [1]");
}

TEST_CASE("a long difference is cut, and counted") {
  const Verdict v =
      same_output({}, rows("out", {row({1}), row({2}), row({3}), row({4}), row({5})}), {});
  CHECK(v.because == "out: lost [1]; out: lost [2]; out: lost [3]; and 2 more");
}

TEST_CASE("running outputs are folded by key") {
  const Rows expected = rows("out", {row({7, 1, 10}), row({7, 2, 30}), row({8, 1, 5})});
  const Rows other = rows("out", {row({8, 1, 5}), row({7, 2, 30}), row({7, 1, 20})});
  const std::vector<OutputRule> largest{{"out", Fold::kLargest, {0}, 1}};
  const std::vector<OutputRule> last{{"out", Fold::kLast, {0}, 0}};
  CHECK(same_output({}, expected, other).kind == VerdictKind::kFail);
  CHECK(same_output(largest, expected, other).kind == VerdictKind::kPass);
  CHECK(same_output(last, expected, other).kind == VerdictKind::kFail);
  CHECK(same_output(last, expected, rows("out", {row({7, 2, 30}), row({8, 1, 5})})).kind ==
        VerdictKind::kPass);
  CHECK(same_output(largest, expected, rows("out", {row({7, 2, 30})})).because ==
        "out: lost [8, 1, 5]");
}

TEST_CASE("at least once: rows come again, none is lost or invented") {
  const std::vector<OutputRule> rule{{"out", Fold::kAtLeastOnce}};
  const Rows expected = rows("out", {row({1}), row({2}), row({2})});
  CHECK(same_output(rule, expected, rows("out", {row({1}), row({1}), row({2}), row({2})})).kind ==
        VerdictKind::kPass);
  CHECK(same_output(rule, expected, rows("out", {row({1}), row({1}), row({2})})).because ==
        "out: lost [2]");
  CHECK(same_output(rule, expected, rows("out", {row({1}), row({2}), row({2}), row({3})})).kind ==
        VerdictKind::kFail);
}

TEST_CASE("conservation: each record in the result, late or dropped") {
  Rows all = rows("out", {row({1, 2}), row({4})});
  all.push_back({"late", row({3})});
  all.push_back({"other", row({99})});  // not of this operator
  CHECK(judged(all, 1).kind == VerdictKind::kPass);
  CHECK(judged(all, 0).because ==
        "window: 1 records are in no result and not late, 0 were dropped; record 5");
  CHECK(judged(all, 2).kind == VerdictKind::kFail);
  CHECK(judged({}, 5).kind == VerdictKind::kPass);
  CHECK(judged({}, 4).kind == VerdictKind::kFail);
}

TEST_CASE("conservation: results grow, and share no record otherwise") {
  CHECK(judged(rows("out", {row({1}), row({1, 2}), row({1, 2, 3}), row({4, 5})}), 0).kind ==
        VerdictKind::kPass);
  CHECK(judged(rows("out", {row({1, 2, 3}), row({1, 2}), row({4, 5})}), 0).kind ==
        VerdictKind::kPass);
  // A merged session holds both of the old ones.
  CHECK(judged(rows("out", {row({1}), row({2}), row({1, 2, 3}), row({4, 5})}), 0).kind ==
        VerdictKind::kPass);
  CHECK(judged(rows("out", {row({1, 2}), row({2, 3}), row({4, 5})}), 0).because ==
        "window: record 2 is in two results, again in [2, 3]");
  CHECK(judged(rows("out", {row({1, 2}), row({1, 2}), row({3, 4, 5})}), 0).because ==
        "window: record 1 is in two results, again in [1, 2]");
  CHECK(judged(rows("out", {row({1, 1, 2, 3, 4, 5})}), 0).because ==
        "window: a record is twice in [1, 1, 2, 3, 4, 5]");
}

TEST_CASE("conservation: nothing is late twice, or late and in the result, or unheard of") {
  Rows twice = rows("late", {row({1}), row({1})});
  CHECK(judged(twice, 4).because == "window: record 1 is late twice");
  Rows both = rows("out", {row({1})});
  both.push_back({"late", row({1})});
  CHECK(judged(both, 4).because == "window: record 1 is in the result and late");
  CHECK(judged(rows("out", {row({6})}), 5).because == "window: no source has a record 6");
}

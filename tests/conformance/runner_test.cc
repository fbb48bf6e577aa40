// The runner itself: what it must see as different, and what not.
#include "tests/conformance/runner.h"
#include "engine/trace/json.h"
#include "tests/catch.h"
#include "tests/conformance/compare.h"
#include "tests/conformance/differs.h"
#include "tests/conformance/pins.h"

using namespace weir;
using namespace weir::conformance;

namespace {

Value json(std::string_view text) {
  const Result<Value> parsed = parse_json(text);
  if (!parsed) throw std::runtime_error(parsed.error().text);
  return normalised(*parsed);
}

bool same(std::string_view recorded, std::string_view answers, CaseMarks marks = {}) {
  return !compare_step(json(recorded), json(answers), marks).differs;
}

// Answers with what the step's argument says.
class Echo : public Player {
 public:
  Value play(const Step& step) override {
    if (step.verb == "fail") throw UserError(ErrorKind::kNull, "text");
    if (step.verb == "unknown") throw NotCovered{"no such verb"};
    return object({{"out", step.argument}});
  }
  std::optional<Value> final_state() override { return integer(3); }
};

Outcome play(std::string_view test_case) {
  Echo echo;
  return replay({json(test_case), {}}, echo);
}

}  // namespace

TEST_CASE("vectors are read exactly, or not at all") {
  CHECK(json(R"([1, -9223372036854775808, 9223372036854775807, 1.0, 5e-1, true, null])") ==
        Value::list({integer(1), integer(kMinTimestamp), integer(kMaxTimestamp), Value::number(1),
                     Value::number(0.5), Value::boolean(true), Value::null()}));
  CHECK(json(R"("a\u0000\n\u00e9\ud83d\ude00")") ==
        Value::text(std::string_view("a\0\n\u00e9\U0001F600", 9)));
  CHECK(json(R"({"b": 1, "a": {}})").find(text("a")) != nullptr);
  for (const char* bad :
       {"", "[1", "[1,]", "{\"a\" 1}", "{\"a\":1,\"a\":2}", "9223372036854775808", "01", "+1", "1.",
        "nul", "\"\\ud800\"", "\"\\x\"", "\"a", "[1] 2", "\"\xff\"", "\"\x01\"", "-", "{1:2}"}) {
    INFO(bad);
    CHECK(!parse_json(bad));
  }
  CHECK(!parse_json(std::string(1000, '[')));
}

TEST_CASE("an answer must have the recorded fields, with the recorded values") {
  CHECK(same(R"({"do":{"a":1},"out":[1,2]})", R"({"out":[1,2]})"));
  CHECK(!same(R"({"do":{"a":1},"out":[1,2]})", R"({"out":[2,1]})"));
  CHECK(!same(R"({"do":{"a":1},"out":[1.0]})", R"({"out":[1]})"));
  CHECK(!same(R"({"do":{"a":1},"out":[0.0]})", R"({"out":[-0.0]})"));
  CHECK(!same(R"({"do":{"a":1},"out":[1]})", R"({"out":[1],"side":{"late":[]}})"));
  CHECK(!same(R"({"do":{"a":1},"out":[1],"side":{"late":[]}})", R"({"out":[1]})"));
  CHECK(same(R"({"out":[{"ts":"MIN"}]})", R"({"out":[{"ts":-9223372036854775808}]})"));
}

TEST_CASE("entries are compared where they were recorded") {
  CHECK(same(R"({"out":[]})", R"({"out":[],"keyed_state_entries":3})"));
  CHECK(!same(R"({"out":[],"keyed_state_entries":2})", R"({"out":[],"keyed_state_entries":3})"));
  CHECK(same(R"({"out":[],"keyed_state_entries":2})", R"({"out":[],"keyed_state_entries":3})",
             {false, true}));
}

TEST_CASE("errors are compared by their kind") {
  CHECK(same(R"({"error":{"class":"java.lang.NullPointerException","message":"m"}})",
             R"({"error":"null not allowed"})"));
  CHECK(!same(R"({"error":{"class":"java.lang.NullPointerException","message":"m"}})",
              R"({"error":"bad argument"})"));
  CHECK(same(R"({"out":[{"op":"x","error":"java.lang.UnsupportedOperationException"}]})",
             R"({"out":[{"op":"x","error":"not supported"}]})"));
  CHECK(same(R"({"out":[{"error":"unsupported"}]})", R"({"out":[{"error":"unsupported"}]})"));
}

TEST_CASE("unordered outputs are multisets") {
  CHECK(same(R"({"unordered":true,"out":[1,2,2]})", R"({"out":[2,1,2]})"));
  CHECK(!same(R"({"unordered":true,"out":[1,2,2]})", R"({"out":[2,1,1]})"));
  CHECK(same(R"({"out":[1,2]})", R"({"out":[2,1]})", {true, false}));
}

TEST_CASE("unordered_within_ts leaves the order open inside a run of equal times only") {
  const char* recorded = R"({"unordered_within_ts":true,
    "out":[{"ts":1,"v":"a"},{"ts":1,"v":"b"},{"ts":2,"v":"c"},{"ts":1,"v":"d"}]})";
  CHECK(same(recorded,
             R"({"out":[{"ts":1,"v":"b"},{"ts":1,"v":"a"},{"ts":2,"v":"c"},{"ts":1,"v":"d"}]})"));
  CHECK(!same(recorded,
              R"({"out":[{"ts":1,"v":"d"},{"ts":1,"v":"a"},{"ts":2,"v":"c"},{"ts":1,"v":"b"}]})"));
  CHECK(!same(recorded,
              R"({"out":[{"ts":2,"v":"c"},{"ts":1,"v":"a"},{"ts":1,"v":"b"},{"ts":1,"v":"d"}]})"));
  // The timer says what a run is, where there is one.
  CHECK(same(R"({"unordered_within_ts":true,"out":[{"timer":5,"k":1},{"timer":5,"k":2,"ts":9}]})",
             R"({"out":[{"timer":5,"k":2,"ts":9},{"timer":5,"k":1}]})"));
}

TEST_CASE("there is no order between subtasks, but there is one inside") {
  const char* recorded = R"({"out":[{"subtask":0,"v":1},{"subtask":0,"v":2},{"subtask":1,"v":3}]})";
  CHECK(same(recorded, R"({"out":[{"subtask":1,"v":3},{"subtask":0,"v":1},{"subtask":0,"v":2}]})"));
  CHECK(
      !same(recorded, R"({"out":[{"subtask":0,"v":2},{"subtask":0,"v":1},{"subtask":1,"v":3}]})"));
}

TEST_CASE("marked values and returns are multisets") {
  CHECK(same(R"({"values_unordered":true,"out":[{"values":[1,2]}]})",
             R"({"out":[{"values":[2,1]}]})"));
  CHECK(!same(R"({"values_unordered":true,"out":[{"values":[1,2]}]})",
              R"({"out":[{"values":[2,2]}]})"));
  CHECK(!same(R"({"out":[{"values":[1,2]}]})", R"({"out":[{"values":[2,1]}]})"));
  CHECK(same(R"({"values_unordered":true,"out":[{"value":",1|,2,-30"}]})",
             R"({"out":[{"value":",2,-30|,1"}]})"));
  CHECK(!same(R"({"values_unordered":true,"out":[{"value":",1|,2"}]})",
              R"({"out":[{"value":",2|,12"}]})"));
  const CaseMarks merging{.merging = true};
  CHECK(same(R"({"out":[{"fire":[0,9],"ts":[1,2]}]})", R"({"out":[{"fire":[0,9],"ts":[2,1]}]})",
             merging));
  CHECK(!same(R"({"out":[{"fire":[0,9],"ts":[1,2]}]})", R"({"out":[{"fire":[0,9],"ts":[2,2]}]})",
              merging));
  CHECK(!same(R"({"out":[{"fire":[0,9],"ts":[1,2]}]})", R"({"out":[{"fire":[0,9],"ts":[2,1]}]})"));
  CHECK(!same(R"({"out":[{"late":1},{"late":2}]})", R"({"out":[{"late":2},{"late":1}]})", merging));
  CHECK(same(R"({"out":[{"op":"map.keys","returns":["a","b"],"returns_unordered":true}]})",
             R"({"out":[{"op":"map.keys","returns":["b","a"]}]})"));
  CHECK(!same(R"({"out":[{"op":"list.get","returns":["a","b"]}]})",
              R"({"out":[{"op":"list.get","returns":["b","a"]}]})"));
}

TEST_CASE("a case passes step by step, and the first difference is told") {
  CHECK(play(R"({"steps":[{"do":{"x":[1]},"out":[1]}],"final":3})").state ==
        Outcome::State::kPassed);
  const Outcome failed =
      play(R"({"steps":[{"do":{"x":[1]},"out":[1]},{"do":{"x":[2]},"out":[5]}],"final":3})");
  CHECK(failed.state == Outcome::State::kFailed);
  CHECK(failed.step == R"(step 1 {"x":[2]})");
  CHECK(failed.expected == R"({"out":[5]})");
  CHECK(failed.got == R"({"out":[2]})");
  CHECK(play(R"({"steps":[],"final":4})").step == "final");

  class Counting : public Echo {
    std::optional<Value> final_state() override {
      return object({{"event_timers", integer(1)}, {"keyed_state_entries", integer(2)}});
    }
  } counting;
  const auto end = [&](std::string_view test_case) {
    return replay({json(test_case), {}}, counting).step;
  };
  CHECK(end(R"({"steps":[],"final":{"event_timers":1,"keyed_state_entries":2}})").empty());
  CHECK(end(R"({"steps":[],"final":{"event_timers":1}})").empty());  // entries: not recorded
  CHECK(end(R"({"steps":[],"final":{"event_timers":2,"keyed_state_entries":2}})") == "final");
  CHECK(end(R"({"steps":[],"final":{"event_timers":1,"keyed_state_entries":3}})") == "final");
  CHECK(end(R"({"steps":[],"final":{}})") == "final");
  CHECK(end(R"({"steps":[],"final":null})") == "final");

  CHECK(play(R"({"steps":[{"do":{"fail":1},"error":{"class":"java.lang.NullPointerException"}}],
                 "final":3})")
            .state == Outcome::State::kPassed);
  CHECK_THROWS_AS(play(R"({"steps":[{"do":{"unknown":1}}]})"), NotCovered);
}

TEST_CASE("differs.json holds one half of a pair, with a reason and an answer that is checked") {
  const auto bad = [](std::string_view text) { return !Differs::parse(text); };
  CHECK(bad(R"([{"file":"a.json","id":"x@hashmap"}])"));
  CHECK(bad(R"([{"file":"a.json","id":"x","reason":"r"}])"));
  CHECK(bad(R"([{"file":"a.json","id":"x@hashmap","reason":"r"},
                {"file":"a.json","id":"x@rocksdb","reason":"r"}])"));
  const auto differs = Differs::parse(
      R"([{"file":"a.json","id":"x@rocksdb","reason":"r","same_as":"x@hashmap",
           "steps":{"1":{"out":[7],"side":null}},"stop_after":1}])");
  REQUIRE(differs);
  REQUIRE(differs->find("a", "x@rocksdb") != nullptr);
  CHECK(differs->find("a", "x@hashmap") == nullptr);
  CHECK(differs->find("b", "x@rocksdb") == nullptr);

  const std::vector<Value> cases = {json(R"({"id":"x@rocksdb","steps":[],"final":1})"),
                                    json(R"({"id":"x@hashmap","final":2,
               "steps":[{"do":{"v":0},"out":[]},{"do":{"v":1},"out":[1],"side":{}},{"do":{}}]})")};
  const Value& entry = *differs->find("a", "x@rocksdb");
  const auto patched = Differs::patched(entry, cases, cases[0]);
  REQUIRE(patched);
  CHECK(*patched == json(R"({"id":"x@rocksdb","final":2,
                             "steps":[{"do":{"v":0},"out":[]},{"do":{"v":1},"out":[7]}]})"));
  CHECK(!Differs::patched(entry, {cases[0]}, cases[0]));  // without its other half
}

TEST_CASE("pins name what is required, and notice every change of a count") {
  const auto pins = Pins::parse(
      "# a comment\nrequired a.json x-* function.type!=bad\noptional * *@rocksdb\ngroup a 1 0 0 "
      "1\n");
  REQUIRE(pins);
  const auto report = [](const char* test_case, Verdict verdict) {
    return Report{"a", json(test_case), verdict, {}};
  };
  const char* wanted = R"({"id":"x-1","config":{"function":{"type":"bad"}}})";
  const char* free = R"({"id":"y@rocksdb","config":{"function":{"type":"good"}}})";
  CHECK(pins->required("a", json(wanted)));
  CHECK(pins->required("a", json(R"({"id":"y","config":{"function":{"type":"good"}}})")));
  CHECK(!pins->required("a", json(R"({"id":"y","config":{"function":{"type":"bad"}}})")));
  CHECK(!pins->required("a", json(free)));
  CHECK(!pins->required("b", json(wanted)));

  const auto complaints = [&](Verdict first, Verdict second) {
    return pins->complaints({report(wanted, first), report(free, second)}).size();
  };
  CHECK(complaints(Verdict::kPassed, Verdict::kNotCovered) == 0);
  CHECK(complaints(Verdict::kPassed, Verdict::kPassed) == 1);      // grew: pin it
  CHECK(complaints(Verdict::kNotCovered, Verdict::kPassed) == 1);  // required
  CHECK(complaints(Verdict::kFailed, Verdict::kNotCovered) == 2);
  CHECK(pins->complaints({report(wanted, Verdict::kPassed)}).size() == 3);  // and two idle terms
  CHECK(pins->updated({report(wanted, Verdict::kPassed), report(free, Verdict::kPassed)}) ==
        "# a comment\nrequired a.json x-* function.type!=bad\noptional * *@rocksdb\n"
        "group a 2 0 0 0\n");
  CHECK(!Pins::parse("required a.json\n"));
  CHECK(!Pins::parse("perhaps a.json x\n"));
  CHECK(!Pins::parse("group a 1 2\n"));
}

TEST_CASE("patterns match any text at a star") {
  CHECK(matches("*", ""));
  CHECK(matches("a*c*", "abcd"));
  CHECK(!matches("a*c", "abcd"));
  CHECK(matches("*@rocksdb", "x@rocksdb"));
  CHECK(!matches("x", "xy"));
}

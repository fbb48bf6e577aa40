// Typed functions in the engine: what they make, what they keep, what they are refused, on every
// backend.
#include <string>
#include <vector>

#include "engine/core/user_error.h"
#include "tests/api/driver.h"
#include "tests/catch.h"

namespace weir::testing {
namespace {

Value pair(std::int64_t key, std::int64_t value) {
  return Value::row({Value::integer(key), Value::integer(value)});
}
Emitted average(std::int64_t key, double value, Timestamp at) {
  return {Value::row({Value::integer(key), Value::number(value)}), at};
}

TEST_CASE("a typed function gives the same on every backend, and keeps timestamps") {
  for (const std::string& name : backends()) {
    CAPTURE(name);
    const auto factory = backend(name);
    OperatorHarness harness(keyed(average_of_three(), *factory));
    const std::pair<std::int64_t, std::int64_t> input[] = {{1, 3}, {2, 4}, {1, 5},
                                                           {2, 2}, {2, 5}, {1, 7}};
    Timestamp at = 10;
    for (const auto& [key, value] : input) harness.element(pair(key, value), at++);
    CHECK(harness.take().records ==
          std::vector<Emitted>{average(2, 11.0 / 3, 14), average(1, 5.0, 15)});
    CHECK(harness.counters().keyed_state_entries == 0);
  }
}

TEST_CASE("state comes back from a snapshot, for another number of subtasks too") {
  for (const std::string& name : backends()) {
    CAPTURE(name);
    const auto factory = backend(name);
    OperatorHarness harness(keyed(average_of_three(), *factory));
    for (std::int64_t key = 0; key < 50; ++key) harness.element(pair(key, key), 1);
    for (std::int64_t key = 0; key < 50; ++key) harness.element(pair(key, 2 * key), 2);
    harness.snapshot_begin();
    harness.snapshot_end();
    harness.restore(3);
    for (std::int64_t key = 0; key < 50; ++key) harness.element(pair(key, 3 * key), 3);
    std::vector<bool> seen(50);
    for (std::uint32_t subtask = 0; subtask < 3; ++subtask) {
      for (const Emitted& e : harness.take(subtask).records) {
        const std::int64_t key = e.value[0].as_int();
        CHECK(e == average(key, static_cast<double>(6 * key) / 3, 3));
        CHECK(!seen[static_cast<std::size_t>(key)]);
        seen[static_cast<std::size_t>(key)] = true;
      }
    }
    CHECK(seen == std::vector<bool>(50, true));
  }
}

TEST_CASE("a value state is absent until update() and after clear(), each key on its own") {
  for (const std::string& name : backends()) {
    CAPTURE(name);
    Script script(name);
    CHECK(script.say("value") == "none");
    CHECK(script.say("update", 5).empty());
    CHECK(script.say("value") == "5");
    CHECK(script.say("value", 0, 2) == "none");
    CHECK(script.say("update", 6, 2).empty());
    CHECK(script.say("clear").empty());
    CHECK(script.say("clear").empty());
    CHECK(script.say("value") == "none");
    CHECK(script.say("value", 0, 2) == "6");
    CHECK(script.harness().counters().keyed_state_entries == 1);
  }
}

TEST_CASE("an empty optional in a state is no entry") {
  for (const std::string& name : backends()) {
    CAPTURE(name);
    Script script(name);
    CHECK(script.say("maybe", 4) == "4");
    CHECK(script.harness().counters().keyed_state_entries == 1);
    CHECK(script.say("maybe", 0) == "none");
    CHECK(script.harness().counters().keyed_state_entries == 0);
  }
}

TEST_CASE("a list state is empty until add(), and leaves no entry when it is empty again") {
  for (const std::string& name : backends()) {
    CAPTURE(name);
    Script script(name);
    CHECK(script.say("list").empty());
    script.say("add", 3);
    script.say("add two", 5);
    script.say("add", 8, 2);
    CHECK(script.say("list") == "3 5 6 ");
    CHECK(script.say("list", 0, 2) == "8 ");
    script.say("replace", 2);
    CHECK(script.say("list") == "9 9 ");
    CHECK(script.harness().counters().keyed_state_entries == 2);
    script.say("replace", 0);
    CHECK(script.say("list").empty());
    script.say("clear list", 0, 2);
    CHECK(script.say("list", 0, 2).empty());
    CHECK(script.harness().counters().keyed_state_entries == 0);
  }
}

TEST_CASE("timers fire for the key that set them, in both domains, and can be deleted") {
  for (const std::string& name : backends()) {
    CAPTURE(name);
    Script script(name);
    script.say("event timer", 10, 1);
    script.say("event timer", 10, 1);  // the same one
    script.say("event timer", 10, 2);
    script.say("event timer", 20, 1);
    script.say("no event timer", 20, 1);
    script.say("event timer", 30, 1);
    script.harness().watermark(25);
    CHECK(script.taken() ==
          "event 10 of 1, watermark 25, clock 0, at 10 @10\n"
          "event 10 of 2, watermark 25, clock 0, at 10 @10");
    script.say("processing timer", 7, 3);
    script.say("processing timer", 8, 3);
    script.say("no processing timer", 8, 3);
    script.harness().processing_time(9);
    CHECK(script.taken() == "processing 7 of 3, watermark 25, clock 9");
    CHECK(script.harness().counters().event_timers == 1);
  }
}

TEST_CASE("a context says key, timestamp, watermark and clock; results keep the timestamp") {
  Script script("hashmap");
  CHECK(script.say("context", 0, 7) == "key 7, watermark -9223372036854775808, clock 0");
  script.harness().watermark(50);
  script.harness().processing_time(60);
  CHECK(script.say_at(51, "context", 0, 8) == "key 8, at 51, watermark 50, clock 60 @51");
  CHECK(script.say_at(52, "timestamp") == "52 @52");
  CHECK(script.say_at(53, "side", 5) == "odd: 5 @53");
}

TEST_CASE("what a function throws fails the task and says so") {
  const auto error = [](const std::string& verb) { return Script("hashmap").say(verb); };
  CHECK(error("todo") == "error: TODO 1: read the sum");
  CHECK(error("throw") == "error: your code threw: seven is no even number");
  CHECK(error("throw a flood") == "error: your code threw: " + std::string(1'997, 'x') + "…");
  CHECK(error("throw int") == "error: your code threw something that is no std::exception");
  CHECK(error("no memory") == "error: your code threw: std::bad_alloc (out of memory)");
  CHECK(error("timestamp") ==
        "error: this element has no timestamp: ask has_timestamp() first, or assign timestamps in "
        "front of this function");
  CHECK(error("no handle") ==
        "error: this ValueState was used without a state behind it: in open(RuntimeContext& "
        "context), say context.get_state(ValueStateDescriptor<T>(\"name\"))");
  CHECK(error("no list") ==
        "error: this ListState was used without a state behind it: in open(RuntimeContext& "
        "context), say context.get_list_state(ListStateDescriptor<T>(\"name\"))");
}

std::string opening(const std::string& how) {
  const auto factory = backend("hashmap");
  try {
    OperatorHarness harness(keyed(opens_wrongly(how), *factory));
    harness.element(Value::row({Value::integer(1), Value::text(""), Value::integer(0)}), {});
    return std::string(harness.take().records.at(0).value.as_text());
  } catch (const UserError& e) {
    return e.error().text;
  }
}

TEST_CASE("open() registers and does not touch: there is no key yet") {
  const std::string refused =
      " cannot be used in open(): there is no current key yet; declare it there, use it when a "
      "record or timer is in hand";
  CHECK(opening("rightly") == "opened");
  CHECK(opening("constructor") == "your code threw: no object");
  CHECK(opening("throws") == "your code threw: no open");
  CHECK(opening("todo") == "TODO 0: register the state");
  CHECK(opening("reads") == "state 'sum'" + refused);
  CHECK(opening("updates") == "state 'sum'" + refused);
  CHECK(opening("clears") == "state 'sum'" + refused);
  CHECK(opening("gets") == "state 'list'" + refused);
  CHECK(opening("adds") == "state 'list'" + refused);
  CHECK(opening("two kinds") ==
        "state 'sum' is a value state; it cannot be registered again as a list state");
}

HarnessConfig flat(const FunctionFactory& make) {
  HarnessConfig config;
  config.make = [make] {
    return make_function_operator(make, {.call = "flat_map", .keyed = false, .watch = nullptr});
  };
  return config;
}

TEST_CASE("a flat_map makes any number of elements, and has no state") {
  OperatorHarness harness(flat(letters()));
  harness.element(Value::text("abc"), 5);
  harness.element(Value::text(""), 6);
  harness.element(Value::text("d"), {});
  CHECK(harness.take().records == std::vector<Emitted>{{Value::text("a"), 5},
                                                       {Value::text("b"), 5},
                                                       {Value::text("c"), 5},
                                                       {Value::text("d"), {}}});
  try {
    OperatorHarness refused(flat(wants_state()));
    FAIL("a flat_map got state");
  } catch (const UserError& e) {
    CHECK(e.error().kind == ErrorKind::kNull);
    CHECK(e.error().text ==
          "state 'count' belongs to a key, and this function has none: use a KeyedProcessFunction "
          "behind key_by");
  }
}

TEST_CASE("a keyed function on a stream without keys is told to put key_by in front") {
  HarnessConfig config = flat(scripted());
  config.make = [] { return make_function_operator(scripted(), {}); };
  try {
    OperatorHarness refused(std::move(config));
    FAIL("state without key_by");
  } catch (const UserError& e) {
    CHECK(e.error().text ==
          "state 'box' needs a keyed stream; put key_by in front of this operator");
  }
}

TEST_CASE("open() is told which subtask it is in") {
  HarnessConfig config = flat(where());
  config.parallelism = 3;
  config.max_parallelism = 64;
  OperatorHarness harness(std::move(config));
  harness.element(Value::text(""), {}, 0, 2);
  CHECK(harness.take(2).records.at(0).value.as_text() == "2 of 3 of at most 64");
}

TEST_CASE("a row that is not what the struct says fails the task, not the program") {
  const auto factory = backend("hashmap");
  OperatorHarness harness(keyed(average_of_three(), *factory));
  try {
    harness.element(Value::row({Value::integer(1), Value::text("three")}), {});
    FAIL("a text was read as a number");
  } catch (const UserError& e) {
    CHECK(e.error().text ==
          "a row does not have the shape of the struct that it is read as: int64 expected, not "
          "the string \"three\"");
  }
}

TEST_CASE("the names of a struct's fields are the names of the row") {
  CHECK(row_type_of(pair_schema()) == RowType({{"key", Kind::kInt}, {"value", Kind::kInt}}));
  CHECK(row_type_of(average_schema()) ==
        RowType({{"key", Kind::kInt}, {"average", Kind::kDouble}}));
  CHECK(row_type_of(nested_schema()) ==
        RowType({{"id", Kind::kString},
                 {"pairs",
                  Kind::kList,
                  false,
                  {{"", Kind::kRow, false, {{"key", Kind::kInt}, {"value", Kind::kInt}}}}},
                 {"best", Kind::kRow, false, {{"key", Kind::kInt}, {"value", Kind::kInt}}},
                 {"counts", Kind::kMap}}));
  CHECK(row_type_of(*nested_schema().parts[1]) == RowType());
}

}  // namespace
}  // namespace weir::testing

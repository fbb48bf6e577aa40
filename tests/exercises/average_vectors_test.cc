// The solutions of exercise 3 against what was recorded of Apache Flink, record by record, on every
// backend: L03-average-of-three.
#include <memory>
#include <string>

#include "engine/api/adapter.h"
#include "engine/state/backend_loader.h"
#include "tests/catch.h"
#include "tests/exercises/average_solutions.h"
#include "tests/exercises/recorded.h"
#include "tests/operators/operator_harness.h"

using namespace weir;
using namespace weir::testing;

namespace {

Value steps_of(const char* id) {
  const Value cases = recorded_cases("lessons_state_time_windows.json");
  for (const Value& recorded : cases.elements())
    if (member(recorded, "id") == Value::text(id)) return member(recorded, "steps");
  FAIL("no case " << id);
  return {};
}

// How many entries a key that waits has, where Flink's function has one.
std::int64_t entries_for_one(const std::string& solution) {
  return solution == "two_states" ? 2 : 1;
}

}  // namespace

TEST_CASE("the solutions of exercise 3 give, record by record, what Flink gave, and keep as much") {
  const Value steps = steps_of("L03-average-of-three");
  REQUIRE(steps.size() == 9);
  for (const std::string& name : backend_names())
    for (const auto& [solution, make] : average_solutions()) {
      CAPTURE(name, solution);
      const auto backend = load_backend(name);
      REQUIRE(backend.has_value());
      HarnessConfig config;
      config.make = [make = make] {
        return make_function_operator(make, {.call = "process_element", .keyed = true});
      };
      config.keys = {KeySelector::field(0, "key")};
      config.backends = backend->get();
      OperatorHarness harness(config);
      for (const Value& step : steps.elements()) {
        const Value in = member(member(step, "do"), "element"), out = member(step, "out");
        harness.element(Value::row({member(in, "key"), member(in, "value")}), 0);
        const auto taken = harness.take();
        REQUIRE(taken.records.size() == out.size());
        for (std::size_t i = 0; i < out.size(); i++) {
          CHECK(taken.records[i].value ==
                Value::row({member(out.at(i), "key"), member(out.at(i), "average")}));
          CHECK(taken.records[i].timestamp == 0);
        }
        CHECK(static_cast<std::int64_t>(harness.counters().keyed_state_entries) ==
              member(step, "keyed_state_entries").as_int() * entries_for_one(solution));
      }
    }
}

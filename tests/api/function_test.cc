// Typed functions in the engine: what they make, what they keep, on every backend.
#include <string>
#include <vector>

#include "engine/api/adapter.h"
#include "engine/core/user_error.h"
#include "engine/state/backend_loader.h"
#include "exercises/grader/hostile_backend.h"
#include "tests/api/typed.h"
#include "tests/catch.h"
#include "tests/operators/operator_harness.h"

namespace weir::testing {
namespace {

std::unique_ptr<KeyedBackendFactory> backend(const std::string& name) {
  if (name == "hostile") return exercises::make_hostile_backend_factory();
  return std::move(*load_backend(name));
}
std::vector<std::string> backends() {
  std::vector<std::string> names = backend_names();
  names.push_back("hostile");
  return names;
}

HarnessConfig keyed(const FunctionFactory& make, KeyedBackendFactory& backends,
                    CallWatch* watch = nullptr) {
  HarnessConfig config;
  config.make = [make, watch] {
    return make_function_operator(make, {.call = "process_element", .keyed = true, .watch = watch});
  };
  config.keys = {KeySelector::field(0, "key")};
  config.backends = &backends;
  return config;
}

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

TEST_CASE("the names of a struct's fields are the names of the row") {
  CHECK(row_type_of(pair_schema()) == RowType({{"key", Kind::kInt}, {"value", Kind::kInt}}));
  CHECK(row_type_of(average_schema()) ==
        RowType({{"key", Kind::kInt}, {"average", Kind::kDouble}}));
}

}  // namespace
}  // namespace weir::testing

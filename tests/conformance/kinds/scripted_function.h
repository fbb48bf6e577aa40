// The user functions that vectors of keyed operators describe (vectors/FORMAT_state_time_windows.md
// §5): actions that come with each element and with rules for timers.
//   Elements are rows [key, argument of the verb]. Each action that answers becomes one record.
//   A state of a kind that Weir has not yet is left out; the first action on it is not covered.
#pragma once
#include <memory>

#include "engine/operators/function.h"
#include "tests/conformance/runner.h"

namespace weir::conformance {

std::unique_ptr<KeyedProcessFunction> scripted_process(const Value& config);
std::unique_ptr<KeyedCoProcessFunction> scripted_co_process(const Value& config);

}  // namespace weir::conformance

// The functions that window vectors name (vectors/FORMAT_state_time_windows.md §5), as a user of
// Weir would write them. Elements are rows [key, value].
#pragma once
#include <memory>

#include "engine/window/window_contents.h"
#include "engine/window/window_function.h"
#include "tests/conformance/runner.h"

namespace weir::conformance {

// config.function. NotCovered if it is not known.
WindowContentsSpec contents_of(const Value& function);
// config: also whether there is a key, and the context to be shown.
std::unique_ptr<WindowFunction> window_function_of(const Value& config);

}  // namespace weir::conformance

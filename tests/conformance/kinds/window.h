// The parts of the window vectors that need no operator: pure calls, and reading an assigner.
#pragma once
#include "engine/window/window_assigner.h"
#include "tests/conformance/runner.h"

namespace weir::conformance {

// UserError if Weir refuses it, NotCovered if Weir has no such assigner.
WindowAssigner assigner_of(const Value& description);

Value window_start_with_offset_call(const Value& call);
Value assign_windows_call(const Value& call);
Value merge_windows_call(const Value& call);

}  // namespace weir::conformance

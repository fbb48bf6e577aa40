// Reading a window assigner as the vectors describe it.
#pragma once
#include "engine/window/window_assigner.h"
#include "tests/conformance/runner.h"

namespace weir::conformance {

// UserError if Weir refuses it, NotCovered if Weir has no such assigner.
WindowAssigner assigner_of(const Value& description);

}  // namespace weir::conformance

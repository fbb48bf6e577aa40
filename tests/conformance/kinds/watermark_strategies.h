// `strategy` of the vectors (vectors/FORMAT_state_time_windows.md §6), with the generators that a
// user of Flink would write for the last two of its types.
#pragma once
#include "engine/time/watermark_generator.h"
#include "tests/conformance/runner.h"

namespace weir::conformance {

WatermarkStrategy strategy_of(const Value& description);

}  // namespace weir::conformance

// What an OperatorHarness shows, as the vectors of FORMAT_state_time_windows.md §5 have it.
//   At parallelism 1 an answer is one value and an output has no subtask; else counters are lists
//   and each output says where it came from.
#pragma once
#include <functional>
#include <vector>

#include "tests/conformance/runner.h"
#include "tests/operators/operator_harness.h"

namespace weir::conformance {

// `record` with the timestamp, if it has one.
Value stamped(const Value& record, const Emitted& emitted);

// Turns a record of a side output into an answer, before the timestamp and the subtask.
using ShowSide = std::function<Value(const Value& record)>;
// Takes what came out: {"out", "side": {<tag>: …}, "watermark_out", "status_out"}; all but the
// first only if there are any. `side_subtask`: whether side outputs say where they came from.
struct SideAnswers {
  std::string_view tag;
  ShowSide show;
  bool subtask = true;
};
Value take_outputs(OperatorHarness& harness, const SideAnswers& side);

// One counter of all subtasks.
using Count = std::function<std::uint64_t(const OperatorHarness::Counters&)>;
Value counter(const OperatorHarness& harness, const Count& count);

}  // namespace weir::conformance

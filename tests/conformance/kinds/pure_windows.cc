// Kind `pure`: window arithmetic, assigners and the merging of sessions.
#include <vector>

#include "engine/window/merging_windows.h"
#include "tests/conformance/kinds/pure_functions.h"
#include "tests/conformance/kinds/window.h"

namespace weir::conformance {

namespace {

Value window_value(const TimeWindow& window) {
  return Value::list({integer(window.start), integer(window.end)});
}

Value window_values(const std::vector<TimeWindow>& windows) {
  std::vector<Value> out;
  for (const TimeWindow& window : windows) out.push_back(window_value(window));
  return Value::list(out);
}

Value assign_windows_call(const Value& call) {
  const WindowAssigner assigner = assigner_of(member(call, "assigner"));
  std::vector<TimeWindow> windows;
  assign_windows(assigner, int_member(call, "timestamp"), windows);
  return window_values(windows);
}

Value window_start_call(const Value& call) {
  return integer(window_start_with_offset(int_member(call, "timestamp"), int_member(call, "offset"),
                                          int_member(call, "window_size")));
}

Value merge_windows_call(const Value& call) {
  std::vector<TimeWindow> windows;
  for (const Value& window : member(call, "windows").elements())
    windows.push_back({window[0].as_int(), window[1].as_int()});
  std::vector<Value> merges;
  for (const MergedWindows& merge : merge_windows(windows))
    merges.push_back(
        object({{"result", window_value(merge.result)}, {"merged", window_values(merge.windows)}}));
  return Value::list(merges);
}

constexpr PureFunction kFunctions[] = {
    {"assign_windows", assign_windows_call},
    {"merge_windows", merge_windows_call},
    {"window_start_with_offset", window_start_call},
};

}  // namespace

std::span<const PureFunction> window_functions() { return kFunctions; }

}  // namespace weir::conformance

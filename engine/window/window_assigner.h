// WindowAssigner: which windows an element belongs to. A closed set, one file each, so that the
// window operator neither allocates nor calls through a table to place an element; another assigner
// is another alternative of the variant and another case below.
//   Assigners are pure: element, timestamp and processing time decide. They are valid by
//   construction: the checks of Flink's builders are in their of() functions.
// Follows Flink's WindowAssigner and MergingWindowAssigner.
#pragma once
#include <variant>
#include <vector>

#include "engine/window/session_windows.h"
#include "engine/window/sliding_windows.h"
#include "engine/window/tumbling_windows.h"

namespace weir {

using WindowAssigner =
    std::variant<TumblingEventTimeWindows, SlidingEventTimeWindows, EventTimeSessionWindows>;

// Windows of such an assigner grow together; the operator then keeps a MergingWindowSet.
inline bool is_merging(const WindowAssigner& assigner) {
  return std::holds_alternative<EventTimeSessionWindows>(assigner);
}

// Replaces `windows`, in Flink's order; exactly one if the assigner merges. An element without a
// timestamp has kNoTimestampMarker.
inline void assign_windows(const WindowAssigner& assigner, Timestamp timestamp,
                           std::vector<TimeWindow>& windows) {
  windows.clear();
  if (const auto* tumbling = std::get_if<TumblingEventTimeWindows>(&assigner))
    windows.push_back(tumbling->window_of(timestamp));
  else if (const auto* sliding = std::get_if<SlidingEventTimeWindows>(&assigner))
    sliding->assign(timestamp, windows);
  else
    windows.push_back(std::get<EventTimeSessionWindows>(assigner).window_of(timestamp));
}

}  // namespace weir

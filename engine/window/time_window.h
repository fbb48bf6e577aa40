// TimeWindow: the half-open interval [start, end) of event or processing time; Flink's TimeWindow.
//   max_timestamp() is the last instant that belongs to it: where it fires, and what its results
//   are stamped with. Arithmetic wraps like Java's long, so a window of the first or last
//   milliseconds there are may have an end below its start; it is then in the past from the
//   beginning, as in Flink. As the namespace of state and timers a window is its two ends.
// Order: by start, then end.
#pragma once
#include <algorithm>
#include <compare>

#include "engine/core/namespace.h"
#include "engine/core/time.h"

namespace weir {

struct TimeWindow {
  Timestamp start = 0;
  Timestamp end = 0;

  Timestamp max_timestamp() const { return wrapping_sub(end, 1); }
  // Windows that only touch count: sessions [0,5) and [5,9) are one session.
  bool intersects(const TimeWindow& o) const { return start <= o.end && end >= o.start; }
  TimeWindow cover(const TimeWindow& o) const {
    return {std::min(start, o.start), std::max(end, o.end)};
  }
  Namespace as_namespace() const { return {start, end}; }
  static TimeWindow of(const Namespace& ns) { return {ns.start, ns.end}; }

  auto operator<=>(const TimeWindow&) const = default;
};

// The start of the window of `size` (> 0) that `timestamp` falls into, when windows begin at
// `offset` and every `size` before and after it. Flink's TimeWindow.getWindowStartWithOffset.
constexpr Timestamp window_start_with_offset(Timestamp timestamp, Duration offset, Duration size) {
  const std::int64_t remainder = wrapping_sub(timestamp, offset) % size;
  // Below the offset Java's remainder is negative, as that of C++.
  return wrapping_sub(timestamp, remainder < 0 ? remainder + size : remainder);
}

// What an element without a timestamp carries, as in Flink. Assigners that need one throw
// UserError.
inline constexpr Timestamp kNoTimestampMarker = kMinTimestamp;
[[noreturn]] void refuse_missing_timestamp();

}  // namespace weir

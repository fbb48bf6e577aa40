// EventTimeSessionWindows: a session lasts until no element comes for `gap`.
//   Each element opens [timestamp, timestamp + gap); windows that overlap or touch are merged
//   (merging_windows.h), so two elements exactly `gap` apart are one session. An element without a
//   timestamp counts as one at MIN, as in Flink. Follows Flink's class of the same name.
// Errors: with_gap() says kBadArgument unless 0 < gap.
#pragma once
#include <string>

#include "engine/core/result.h"
#include "engine/window/time_window.h"

namespace weir {

class EventTimeSessionWindows {
 public:
  static Result<EventTimeSessionWindows> with_gap(Duration gap) {
    if (gap > 0) return EventTimeSessionWindows(gap);
    return Error{ErrorKind::kBadArgument,
                 "the gap of a session window must be above 0, not " + std::to_string(gap)};
  }

  TimeWindow window_of(Timestamp timestamp) const {
    return {timestamp, wrapping_add(timestamp, gap_)};
  }
  Duration gap() const { return gap_; }

 private:
  explicit EventTimeSessionWindows(Duration gap) : gap_(gap) {}

  Duration gap_;
};

}  // namespace weir

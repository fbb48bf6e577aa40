// TumblingEventTimeWindows: windows of one size, side by side; each element is in exactly one.
//   The first begins at `offset` (after 1970-01-01T00:00Z), |offset| < size: with offset -8 h and a
//   size of a day, days begin at midnight in UTC+8. Follows Flink's class of the same name.
// Errors: of() says kBadArgument. An element without a timestamp is kNoTimestamp (UserError).
#pragma once
#include "engine/core/result.h"
#include "engine/window/time_window.h"

namespace weir {

class TumblingEventTimeWindows {
 public:
  static Result<TumblingEventTimeWindows> of(Duration size, Duration offset = 0);

  TimeWindow window_of(Timestamp timestamp) const {
    if (timestamp == kNoTimestampMarker) [[unlikely]]
      refuse_missing_timestamp();
    const Timestamp start = window_start_with_offset(timestamp, offset_, size_);
    return {start, wrapping_add(start, size_)};
  }
  Duration size() const { return size_; }
  Duration offset() const { return offset_; }

 private:
  TumblingEventTimeWindows(Duration size, Duration offset) : size_(size), offset_(offset) {}

  Duration size_;
  Duration offset_;
};

}  // namespace weir

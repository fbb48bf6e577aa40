#include "engine/window/sliding_windows.h"

#include <string>

namespace weir {

Result<SlidingEventTimeWindows> SlidingEventTimeWindows::of(Duration size, Duration slide,
                                                            Duration offset) {
  const bool fits = size > 0 && slide > 0 && offset < slide && offset > -slide;
  if (fits) return SlidingEventTimeWindows(size, slide, offset);
  return Error{ErrorKind::kBadArgument,
               "a sliding window needs a size and a slide above 0 and an offset between -slide "
               "and slide, not size " +
                   std::to_string(size) + ", slide " + std::to_string(slide) + " and offset " +
                   std::to_string(offset)};
}

void SlidingEventTimeWindows::assign(Timestamp timestamp, std::vector<TimeWindow>& windows) const {
  if (timestamp == kNoTimestampMarker) refuse_missing_timestamp();
  const Timestamp after = wrapping_sub(timestamp, size_);
  Timestamp start = window_start_with_offset(timestamp, offset_, slide_);
  while (start > after) {
    windows.push_back({start, wrapping_add(start, size_)});
    // Flink goes on at the other end of time here, for as long as the memory lasts.
    if (start < kMinTimestamp + slide_) return;
    start -= slide_;
  }
}

}  // namespace weir

// SlidingEventTimeWindows: windows of `size` that begin every `slide`; they overlap if the slide is
// the smaller one, and leave gaps if it is the larger one (an element in a gap is in no window).
//   |offset| < slide. Windows of an element come latest start first. Follows Flink's class of the
//   same name.
// Errors: of() says kBadArgument. An element without a timestamp is kNoTimestamp (UserError).
#pragma once
#include <vector>

#include "engine/core/result.h"
#include "engine/window/time_window.h"

namespace weir {

class SlidingEventTimeWindows {
 public:
  static Result<SlidingEventTimeWindows> of(Duration size, Duration slide, Duration offset = 0);

  // Adds to `windows`.
  void assign(Timestamp timestamp, std::vector<TimeWindow>& windows) const;
  Duration size() const { return size_; }
  Duration slide() const { return slide_; }
  Duration offset() const { return offset_; }

 private:
  SlidingEventTimeWindows(Duration size, Duration slide, Duration offset)
      : size_(size), slide_(slide), offset_(offset) {}

  Duration size_;
  Duration slide_;
  Duration offset_;
};

}  // namespace weir

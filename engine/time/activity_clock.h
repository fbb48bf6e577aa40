// ActivityClock: processing time without the time in which its owner could not have done anything.
//   Idleness is measured with it: a source or operator that waits for room in an output channel
//   reads nothing, and is not idle for that.
// Units: milliseconds. `now` is the clock of the turn, and never falls.
// Follows Flink's PausableRelativeClock.
#pragma once
#include <optional>

#include "engine/core/check.h"
#include "engine/core/time.h"

namespace weir {

class ActivityClock {
 public:
  void pause(Timestamp now) {
    WEIR_CHECK(!since_, "the clock stands already");
    since_ = now;
  }
  void resume(Timestamp now) {
    WEIR_CHECK(since_.has_value(), "the clock does not stand");
    hidden_ += now - *since_;
    since_.reset();
  }
  Timestamp at(Timestamp now) const { return since_.value_or(now) - hidden_; }

 private:
  std::optional<Timestamp> since_;  // it stands since then
  Duration hidden_ = 0;             // by the pauses that are over
};

}  // namespace weir
// Tested by tests/time/activity_clock_test.cc, and by tests/runtime/source_idleness_test.cc with
// full channels.

// Tests engine/time/activity_clock.h.
#include "engine/time/activity_clock.h"

#include <memory>

#include "engine/core/hash.h"
#include "tests/catch.h"

using namespace weir;

TEST_CASE("an activity clock stands in its pauses and goes on where it stood") {
  const auto owned = std::make_unique<ActivityClock>();
  ActivityClock& clock = *owned;
  CHECK(clock.at(7) == 7);
  clock.pause(10);
  CHECK(clock.at(10) == 10);
  CHECK(clock.at(25) == 10);
  clock.resume(30);
  CHECK(clock.at(30) == 10);
  CHECK(clock.at(34) == 14);
  clock.pause(34);
  clock.resume(34);  // no time at all
  CHECK(clock.at(35) == 15);
}

TEST_CASE("an activity clock shows the milliseconds in which it was not paused") {
  const auto owned = std::make_unique<ActivityClock>();
  ActivityClock& clock = *owned;
  Timestamp shown = 0;
  bool paused = false;
  for (Timestamp now = 0; now < 5'000; now++) {
    REQUIRE(clock.at(now) == shown);
    if (stable_hash(9, 0, static_cast<std::uint64_t>(now)) % 5 == 0) {
      if (paused)
        clock.resume(now);
      else
        clock.pause(now);
      paused = !paused;
    }
    shown += paused ? 0 : 1;
  }
  CHECK(shown > 1'000);
  CHECK(shown < 4'000);
}

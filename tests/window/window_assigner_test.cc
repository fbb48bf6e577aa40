// Tests the assigners in engine/window against the definition of a window, searched by brute force.
// Flink's own answers are in the vectors window/assigner.json.
#include "engine/window/window_assigner.h"

#include <vector>

#include "engine/core/hash.h"
#include "engine/core/user_error.h"
#include "tests/catch.h"
#include "tests/scenarios.h"

namespace weir {
namespace {

std::int64_t draw(std::uint64_t seed, std::uint64_t n, std::int64_t below) {
  return static_cast<std::int64_t>(stable_hash(seed, 1, n) % static_cast<std::uint64_t>(below));
}

std::vector<TimeWindow> assigned(const WindowAssigner& assigner, Timestamp timestamp) {
  std::vector<TimeWindow> windows = {{7, 7}};  // must be replaced
  assign_windows(assigner, timestamp, windows);
  return windows;
}

// All [start, start + size) with start = offset + k * slide that hold the timestamp, latest first.
std::vector<TimeWindow> searched(Duration size, Duration slide, Duration offset,
                                 Timestamp timestamp) {
  std::vector<TimeWindow> found;
  for (Timestamp start = timestamp; start > timestamp - size; start--)
    if ((start - offset) % slide == 0) found.push_back({start, start + size});
  return found;
}

ErrorKind kind_of_missing_timestamp(const WindowAssigner& assigner) {
  try {
    assigned(assigner, kNoTimestampMarker);
  } catch (const UserError& e) {
    return e.error().kind;
  }
  return ErrorKind::kIo;
}

TEST_CASE("tumbling and sliding windows are those that hold the timestamp", "[window]") {
  for (std::uint64_t seed = 0; seed < static_cast<std::uint64_t>(scenarios(2000)); seed++) {
    const Duration size = 1 + draw(seed, 0, 30), slide = 1 + draw(seed, 1, 30);
    const Duration tumbling_offset = draw(seed, 2, 2 * size - 1) - (size - 1);
    const Duration sliding_offset = draw(seed, 3, 2 * slide - 1) - (slide - 1);
    const Timestamp timestamp = draw(seed, 4, 400) - 200;
    INFO("seed " << seed << " size " << size << " slide " << slide << " at " << timestamp);
    const auto tumbling = TumblingEventTimeWindows::of(size, tumbling_offset);
    REQUIRE(tumbling);
    REQUIRE(assigned(*tumbling, timestamp) == searched(size, size, tumbling_offset, timestamp));
    const auto sliding = SlidingEventTimeWindows::of(size, slide, sliding_offset);
    REQUIRE(sliding);
    REQUIRE(assigned(*sliding, timestamp) == searched(size, slide, sliding_offset, timestamp));
  }
}

TEST_CASE("an element between sliding windows is in none", "[window]") {
  CHECK(assigned(*SlidingEventTimeWindows::of(3, 10), 2).size() == 1);
  CHECK(assigned(*SlidingEventTimeWindows::of(3, 10), 3).empty());
}

TEST_CASE("a session begins with its element and ends a gap after it", "[window]") {
  CHECK(assigned(*EventTimeSessionWindows::with_gap(5), -2) == std::vector<TimeWindow>{{-2, 3}});
  CHECK(is_merging(*EventTimeSessionWindows::with_gap(5)));
  CHECK_FALSE(is_merging(*TumblingEventTimeWindows::of(5)));
}

TEST_CASE("sizes, gaps and offsets that make no windows are refused", "[window]") {
  for (const Duration size : {Duration{0}, Duration{-1}, kMinTimestamp}) {
    CHECK_FALSE(TumblingEventTimeWindows::of(size));
    CHECK_FALSE(SlidingEventTimeWindows::of(size, 5));
    CHECK_FALSE(SlidingEventTimeWindows::of(5, size));
    CHECK_FALSE(EventTimeSessionWindows::with_gap(size));
  }
  for (const Duration offset :
       {Duration{10}, Duration{-10}, Duration{11}, kMinTimestamp, kMaxTimestamp}) {
    CHECK_FALSE(TumblingEventTimeWindows::of(10, offset));
    CHECK_FALSE(SlidingEventTimeWindows::of(20, 10, offset));
  }
  CHECK(TumblingEventTimeWindows::of(10, 9));
  CHECK(TumblingEventTimeWindows::of(10, -9));
  CHECK(TumblingEventTimeWindows::of(0).error().kind == ErrorKind::kBadArgument);
}

TEST_CASE("windows need a timestamp, sessions take the earliest one there is", "[window]") {
  CHECK(kind_of_missing_timestamp(*TumblingEventTimeWindows::of(10)) == ErrorKind::kNoTimestamp);
  CHECK(kind_of_missing_timestamp(*SlidingEventTimeWindows::of(10, 5)) == ErrorKind::kNoTimestamp);
  CHECK(assigned(*EventTimeSessionWindows::with_gap(5), kNoTimestampMarker) ==
        std::vector<TimeWindow>{{kMinTimestamp, kMinTimestamp + 5}});
}

TEST_CASE("at the ends of time windows wrap like Java's long, and assigning ends", "[window]") {
  const TimeWindow last = assigned(*TumblingEventTimeWindows::of(10), kMaxTimestamp)[0];
  CHECK(last.start == kMaxTimestamp - 7);
  CHECK(last.end == kMinTimestamp + 2);
  CHECK(last.max_timestamp() == kMinTimestamp + 1);
  // No window begins before time does: the walk stops there.
  CHECK(assigned(*SlidingEventTimeWindows::of(10, 1), kMinTimestamp + 12).size() == 10);
  CHECK(assigned(*SlidingEventTimeWindows::of(10, 1), kMinTimestamp + 2).size() <= 10);
}

}  // namespace
}  // namespace weir

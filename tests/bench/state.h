// Keyed state alone: value() and update() of a ValueState beside a get and a put of a raw hash map,
// and the part of a snapshot that stops the task.
#pragma once
#include <cstddef>
#include <cstdint>

#include "tests/bench/measure.h"

namespace weir::bench {

// Counters of `keys` keys in random order. The checksum is over their values.
Outcome raw_map(std::uint64_t keys, Stopwatch& watch);
Outcome value_state(std::uint64_t keys, bool traced, Stopwatch& watch);

// Snapshots of so many entries begun and dropped, between them one write; only the beginning is
// what a task waits for, so the rate is what both cost.
Outcome begin_snapshots(std::uint64_t entries, Stopwatch& watch);

}  // namespace weir::bench

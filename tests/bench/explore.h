// Exploration: the pipeline with 40 records, four checkpoints on the way, killed once before every
// decision. work is the number of schedules; the checksum tells runs with wrong results apart.
#pragma once
#include <cstddef>

#include "tests/bench/measure.h"

namespace weir::bench {

// From scratch, a crash before every step, as often as it takes to measure.
Outcome explore_prototype(Stopwatch& watch);
// A crash sweep that kills the only task manager before every decision: all tasks at once, as in
// the prototype.
Outcome explore_weir(Stopwatch& watch);
// The same with every victim and every message lost.
Outcome explore_everything(Stopwatch& watch);
// One large sweep on so many cores.
struct CoreRun {
  double wall = 0;      // seconds; says little on a machine that has other work
  double here = 0;      // CPU seconds of this process, which no other core can share
  double children = 0;  // and of those it forked
};
CoreRun explore_on(std::size_t cores);

}  // namespace weir::bench

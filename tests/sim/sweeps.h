// What the tests of crash sweeps share: options, shapes of jobs, sums, and how often a job that is
// broken on purpose is caught.
#pragma once
#include <cstdint>

#include "engine/state/keyed_backend.h"
#include "sim/crash_sweep.h"
#include "tests/sim/jobs.h"

namespace weir::testing {

// `points` of a sweep; fewer where tests are made shorter, but never so few that a sample shows
// nothing.
sim::SweepOptions options_of(std::uint64_t seed, int points);
// Before every decision with every victim; a sample where tests are made shorter.
sim::SweepOptions everywhere(sim::SweepOptions options);

// On the heap. An error fails the test.
sim::SweepResult sweep(const sim::SweepJob& job, const sim::SweepOptions& options);
sim::SweepResult sweep(const sim::SweepJob& job, const sim::SweepOptions& options,
                       KeyedBackendFactory& backends);

// Small channels: some are full, and some blocked, when the failure comes.
JobShape shape_of(std::uint32_t parallelism, Broken broken = Broken::kNothing);

// Sums over sweeps of the intact engine.
struct Sums {
  std::size_t points = 0, failed = 0, unknown = 0, restored = 0, from_nothing = 0, blocked = 0;
  std::uint64_t checkpoints = 0, replayed = 0;
  void add(const sim::SweepResult& r);
  void print(const char* what) const;
};

// A share of points that is not the work of one unlucky schedule.
inline constexpr double kCaught = 0.05;

// Of all points of all jobs of this shape, over several seeds: whether a fault can show at all
// depends on the latencies of the run.
double share_caught(const JobShape& shape);
inline double share_caught(Broken broken) { return share_caught(shape_of(2, broken)); }

}  // namespace weir::testing

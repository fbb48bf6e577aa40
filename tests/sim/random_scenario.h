// RandomScenario: a job, its options and its faults, all from one seed. For the tests that must
// hold whatever happens: World equals dump(), digests, equal backends.
//   Coverage counts what the runs went through; the floors of the design are checked by the tests
//   that run many.
#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "engine/graph/stream_graph.h"
#include "sim/simulator.h"

namespace weir::testing {

// A stream of random numbers that nobody else shares.
class Random {
 public:
  explicit Random(std::uint64_t seed) : seed_(seed) {}
  std::uint64_t next();
  // In [0, n).
  std::uint64_t below(std::uint64_t n) { return next() % n; }
  std::int64_t between(std::int64_t lo, std::int64_t hi) {
    return lo + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(hi - lo) + 1));
  }
  bool chance(int percent) { return below(100) < static_cast<std::uint64_t>(percent); }

 private:
  std::uint64_t seed_;
  std::uint64_t n_ = 0;
};

struct Coverage {
  std::size_t runs = 0;
  std::size_t restart_after_checkpoint = 0;
  std::size_t crash_with_blocked_channel = 0;
  std::size_t parallel = 0;
  std::size_t late = 0;
  std::size_t rescaled = 0;
  std::size_t done = 0;
  std::string text() const;
};

struct RandomScenario {
  StreamGraph graph;
  sim::SimOptions options;
  std::vector<sim::Fault> faults;
  bool parallel = false;
  bool rescales = false;
};

RandomScenario make_scenario(std::uint64_t seed);
// The same, with barriers that overtake, wait only for a while, or are only counted.
RandomScenario make_unaligned_scenario(std::uint64_t seed);
// The first, with file sinks that write their parts in pieces.
RandomScenario make_scenario_in_pieces(std::uint64_t seed);

// The trace of its run, as far as it comes in so many decisions.
MemoryTrace recorded_trace(RandomScenario scenario, int most_decisions = 20'000);

// Watches one run for the coverage.
class CoverageProbe {
 public:
  explicit CoverageProbe(Coverage& coverage) : coverage_(coverage) {}
  void before_decision(const sim::Simulator& sim);
  void end(const sim::Simulator& sim, const RandomScenario& scenario);

 private:
  Coverage& coverage_;
  bool blocked_ = false, crash_blocked_ = false, late_ = false, restart_ = false;
  std::uint64_t restarts_ = 0;
  std::size_t dead_ = 0;
};

}  // namespace weir::testing

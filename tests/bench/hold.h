// The hold model: N events are pending; each one that is popped schedules another after an
// exponential delay. One loop for all queues, so that only they differ.
//   A Queue has push(time, sequence, payload) and pop() -> {time, payload}.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/event_queue.h"
#include "tests/bench/anchors/ladder_queue.h"
#include "tests/bench/anchors/random.h"
#include "tests/bench/measure.h"

namespace weir::bench {

struct Held {
  std::uint64_t time;
  std::uint64_t payload;
};

class AnchorQueue {
 public:
  void push(std::uint64_t time, std::uint64_t sequence, std::uint64_t payload) {
    queue_.push({time, sequence, payload});
  }
  Held pop() {
    const LadderEvent e = queue_.pop();
    return {e.time, e.payload};
  }

 private:
  LadderQueue queue_;
};

class SimulatorQueue {
 public:
  void push(std::uint64_t time, std::uint64_t sequence, std::uint64_t payload) {
    queue_.push({static_cast<Timestamp>(time), sequence, payload});
  }
  Held pop() {
    const sim::Event e = queue_.pop();
    return {static_cast<std::uint64_t>(e.time), e.work};
  }

 private:
  sim::EventQueue queue_;
};

inline std::vector<std::uint32_t> exponential_delays() {
  constexpr double kMean = 1e6;
  std::vector<std::uint32_t> delays(1 << 16);
  Random random(42);
  for (auto& d : delays) d = static_cast<std::uint32_t>(1 - kMean * std::log(1.0 - random.unit()));
  return delays;
}

// The checksum is over the order of the events.
template <class Queue>
Outcome hold(std::size_t pending, std::size_t steps, Stopwatch& watch) {
  const std::vector<std::uint32_t> delays = exponential_delays();
  Queue queue;
  std::uint64_t sequence = 0, order = 0;
  std::size_t d = 0;
  const auto next_delay = [&] { return delays[d++ & 0xFFFF]; };
  for (std::uint64_t i = 0; i < pending; i++) {
    const std::uint64_t time = next_delay();
    queue.push(time, sequence++, i);
  }
  const auto run = [&](std::size_t n) {
    for (std::size_t i = 0; i < n; i++) {
      const Held e = queue.pop();
      order = order * 31 + e.payload;
      const std::uint64_t time = e.time + next_delay();
      queue.push(time, sequence++, e.payload);
    }
  };
  run(std::max<std::size_t>(2 * pending, 20'000));  // until the times are mixed
  watch.start();
  run(steps);
  watch.stop();
  Outcome outcome;
  outcome.work = static_cast<double>(steps);
  outcome.checksum = order;
  return outcome;
}

}  // namespace weir::bench

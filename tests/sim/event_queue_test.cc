// The queue of the simulator against a sorted set, in the patterns that its parts are made for.
#include "sim/event_queue.h"

#include <set>
#include <tuple>

#include "engine/core/hash.h"
#include "tests/catch.h"
#include "tests/scenarios.h"

using namespace weir;
using weir::sim::Event;
using weir::sim::EventQueue;

namespace {

// How far in the future the next event is, by the shape of the scenario.
Timestamp delay(std::uint64_t shape, std::uint64_t random) {
  const auto below = [&](std::uint64_t n) { return static_cast<Timestamp>(random % n); };
  switch (shape) {
    case 0: return below(64);                                            // a network
    case 1: return below(100) == 0 ? 600'000 : below(8);                 // and timeouts
    case 2: return 0;                                                    // everything at once
    case 3: return below(3) * 1'000;                                     // in bursts
    case 4: return below(1'000'000);                                     // spread out
    case 5: return static_cast<Timestamp>(random >> (8 + random % 50));  // over all scales
    default: return random % 50 == 0 ? kMaxTimestamp : below(500);       // some never
  }
}

Timestamp later_by(Timestamp now, Timestamp delay) {
  return delay > kMaxTimestamp - now ? kMaxTimestamp : now + delay;
}

}  // namespace

TEST_CASE("events come out by time, then by sequence, whatever the pattern") {
  const int runs = scenarios(140);
  for (int run = 0; run < runs; run++) {
    const std::uint64_t seed = static_cast<std::uint64_t>(run), shape = seed % 7;
    const std::size_t wanted = std::size_t{1} << seed % 13;  // pending events
    EventQueue queue;
    std::set<std::tuple<Timestamp, std::uint64_t, std::uint32_t>> model;
    Timestamp now = 0;
    for (std::uint64_t n = 1; n < 20'000; n++) {
      const std::uint64_t random = stable_hash(seed, 1, n);
      // Grows to the wanted size and hovers there; at the end of a period it is emptied.
      const bool drains = n % 5'000 > 4'000;
      if (!drains && model.size() < wanted + random % 8) {
        const Timestamp at = later_by(now, delay(shape, stable_hash(seed, 2, n)));
        const auto target = static_cast<std::uint32_t>(random % 1'000);
        queue.push({at, n, target});
        model.insert({at, n, target});
        continue;
      }
      REQUIRE(queue.empty() == model.empty());
      REQUIRE(queue.size() == model.size());
      if (model.empty()) continue;
      const auto [at, sequence, target] = *model.begin();
      model.erase(model.begin());
      REQUIRE(queue.front().sequence == sequence);
      const Event e = queue.pop();
      REQUIRE(e.time == at);
      REQUIRE(e.sequence == sequence);
      REQUIRE(e.work == target);
      now = at;
    }
  }
}

TEST_CASE("a cleared queue begins again, at any time") {
  EventQueue queue;
  for (std::uint64_t n = 1; n <= 1'000; n++)
    queue.push({static_cast<Timestamp>(n * 7 % 500) + 1'000, n, 0});
  for (int i = 0; i < 300; i++) queue.pop();
  queue.clear();
  CHECK(queue.empty());
  queue.push({5, 2, 0});
  queue.push({5, 1, 0});
  CHECK(queue.pop().sequence == 1);
  CHECK(queue.pop().sequence == 2);
}

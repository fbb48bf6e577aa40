// The random numbers of the anchors and of the jobs that are measured beside them: splitmix64, so
// that both sides see the same records. mix() is one step of it, a hash.
#pragma once
#include <cstdint>

namespace weir::bench {

struct Random {
  std::uint64_t state;
  explicit Random(std::uint64_t seed = 1) : state(seed * 0x9E3779B97F4A7C15ull + 0x1234567) {}
  std::uint64_t next() {
    std::uint64_t z = (state += 0x9E3779B97F4A7C15ull);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
  }
  double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
};

inline std::uint64_t mix(std::uint64_t x) {
  Random random(0);
  random.state = x;
  return random.next();
}

}  // namespace weir::bench

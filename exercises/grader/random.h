// Random: inputs for checks; splitmix64, the same numbers on every machine.
#pragma once
#include <cstdint>

namespace weir::exercises {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::int64_t between(std::int64_t low, std::int64_t high);  // both inclusive

 private:
  std::uint64_t state_;
};

}  // namespace weir::exercises

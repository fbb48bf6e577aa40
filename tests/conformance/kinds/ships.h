// Partitioners by the names of the vectors.
#pragma once
#include <string>
#include <string_view>

#include "engine/graph/partitioner.h"
#include "tests/conformance/runner.h"

namespace weir::conformance {

inline Ship ship_of(std::string_view name) {
  for (const Ship ship : {Ship::kForward, Ship::kRebalance, Ship::kHash, Ship::kBroadcast,
                          Ship::kGlobal, Ship::kRescale, Ship::kShuffle, Ship::kCustom})
    if (name == ship_name(ship)) return ship;
  if (name == "custom_floor_mod") return Ship::kCustom;
  throw NotCovered{"partitioner " + std::string(name)};
}

// The custom partitioner of the vectors: a user's function.
inline CustomPartition custom_floor_mod() {
  return [](const Value& key, std::uint32_t channels) {
    const std::int64_t n = channels;
    return static_cast<std::uint32_t>((key.as_int() % n + n) % n);
  };
}

}  // namespace weir::conformance

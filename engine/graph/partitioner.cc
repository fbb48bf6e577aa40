#include "engine/graph/partitioner.h"

#include <string>

#include "engine/core/hash.h"

namespace weir {

const char* ship_name(Ship ship) {
  switch (ship) {
    case Ship::kForward: return "forward";
    case Ship::kRebalance: return "rebalance";
    case Ship::kHash: return "hash";
    case Ship::kBroadcast: return "broadcast";
    case Ship::kGlobal: return "global";
    case Ship::kRescale: return "rescale";
    case Ship::kShuffle: return "shuffle";
    case Ship::kCustom: return "custom";
  }
  return "?";
}

bool pointwise(Ship ship) { return ship == Ship::kForward || ship == Ship::kRescale; }

InFlightRule in_flight_rule(Ship ship) {
  switch (ship) {
    case Ship::kHash: return {SubtaskMapper::kArbitrary, SubtaskMapper::kRange, true};
    case Ship::kRebalance:
    case Ship::kShuffle: return {SubtaskMapper::kArbitrary, SubtaskMapper::kRoundRobin, true};
    case Ship::kGlobal: return {SubtaskMapper::kArbitrary, SubtaskMapper::kFirst, true};
    case Ship::kCustom: return {SubtaskMapper::kArbitrary, SubtaskMapper::kFull, false};
    case Ship::kForward:
    case Ship::kRescale:
    case Ship::kBroadcast: break;
  }
  return {};
}

bool all_storable(std::span<const Ship> ships) {
  for (const Ship ship : ships)
    if (!in_flight_rule(ship).storable) return false;
  return true;
}

std::uint32_t Partitioner::shuffled() {
  return static_cast<std::uint32_t>(stable_hash(0, channels_, shuffles_++) % channels_);
}

std::uint32_t Partitioner::custom(const Record& record) const {
  const std::uint32_t channel = custom_(key_.key_of(record.value), channels_);
  if (channel < channels_) return channel;
  throw UserError(ErrorKind::kBadArgument, "the partitioner chose channel " +
                                               std::to_string(channel) + " of " +
                                               std::to_string(channels_));
}

UserError Partitioner::null_key() const {
  return UserError(
      ErrorKind::kNull,
      "key_by" + (key_.name().empty() ? "" : " '" + key_.name() + "'") +
          " gave a null key; a key decides where its state lives, so it cannot be null");
}

}  // namespace weir

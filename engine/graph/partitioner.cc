#include "engine/graph/partitioner.h"

namespace weir {

const char* ship_name(Ship ship) {
  switch (ship) {
    case Ship::kForward: return "forward";
    case Ship::kRebalance: return "rebalance";
    case Ship::kHash: return "hash";
    case Ship::kBroadcast: return "broadcast";
  }
  return "?";
}

UserError Partitioner::null_key() const {
  return UserError(
      ErrorKind::kNull,
      "key_by" + (key_.name().empty() ? "" : " '" + key_.name() + "'") +
          " gave a null key; a key decides where its state lives, so it cannot be null");
}

}  // namespace weir

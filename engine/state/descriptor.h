// StateDescriptor: the name of a keyed state and what a cell of it holds.
//   kValue: one Value. kList: a Value list that grows by append. Window contents use both. The
//   other kinds of Flink come with their issue. A name means one kind for the life of a job:
//   registering it again as another kind is an error.
#pragma once
#include <cstdint>
#include <string>

#include "engine/core/result.h"

namespace weir {

enum class StateKind : std::uint8_t { kValue, kList };

struct StateDescriptor {
  std::string name;
  StateKind kind = StateKind::kValue;
  bool operator==(const StateDescriptor&) const = default;
};

const char* state_kind_name(StateKind kind);  // "value", "list"

// What every backend answers when a name is registered again as another kind.
Error kind_mismatch(const StateDescriptor& registered, const StateDescriptor& asked);

}  // namespace weir

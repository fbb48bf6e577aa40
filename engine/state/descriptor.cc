#include "engine/state/descriptor.h"

namespace weir {

const char* state_kind_name(StateKind kind) {
  switch (kind) {
    case StateKind::kValue: return "value";
    case StateKind::kList: return "list";
  }
  return "?";
}

Error kind_mismatch(const StateDescriptor& registered, const StateDescriptor& asked) {
  return {ErrorKind::kBadArgument, "state '" + registered.name + "' is a " +
                                       state_kind_name(registered.kind) +
                                       " state; it cannot be registered again as a " +
                                       state_kind_name(asked.kind) + " state"};
}

}  // namespace weir

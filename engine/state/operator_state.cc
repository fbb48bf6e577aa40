#include "engine/state/operator_state.h"

#include "engine/core/user_error.h"

namespace weir {

OperatorStateStore::List OperatorStateStore::list(const std::string& name,
                                                  RedistributionMode mode) {
  const auto [it, fresh] = lists_.try_emplace(name);
  if (fresh) it->second.mode = mode;
  if (it->second.mode != mode)
    throw UserError(
        ErrorKind::kBadArgument,
        "operator state '" + name + "' is already declared with another redistribution mode");
  return List(it->second);
}

void OperatorStateStore::restore(std::map<std::string, OperatorListState> lists) {
  lists_ = std::move(lists);
  restored_ = true;
}

}  // namespace weir

#include "engine/state/operator_state.h"

#include "engine/core/user_error.h"

namespace weir {

void OperatorStateStore::List::refuse_null(const Value& element) const {
  if (element.is_null())
    throw UserError(ErrorKind::kNull, "operator state '" + *name_ + "' cannot hold null");
}

void OperatorStateStore::List::add(Value element) {
  refuse_null(element);
  if (trace_ != nullptr) trace_->st_append(trace_name_, {}, element);
  state_->elements.push_back(std::move(element));
}

void OperatorStateStore::List::update(std::vector<Value> elements) {
  for (const Value& element : elements) refuse_null(element);
  if (trace_ != nullptr) trace_->st_update(trace_name_, {}, Value::list(elements));
  state_->elements = std::move(elements);
}

void OperatorStateStore::List::clear() {
  if (trace_ != nullptr) trace_->st_clear(trace_name_);
  state_->elements.clear();
}

OperatorStateStore::List OperatorStateStore::list(const std::string& name, RedistributionMode mode,
                                                  bool traced) {
  const auto [it, fresh] = lists_.try_emplace(name);
  if (fresh) it->second.mode = mode;
  if (it->second.mode != mode)
    throw UserError(
        ErrorKind::kBadArgument,
        "operator state '" + name + "' is already declared with another redistribution mode");
  return List(&it->second, it->first, traced ? trace_ : nullptr);
}

void OperatorStateStore::restore(std::map<std::string, OperatorListState> lists) {
  lists_ = std::move(lists);
  restored_ = true;
}

}  // namespace weir

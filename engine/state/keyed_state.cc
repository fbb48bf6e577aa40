#include "engine/state/keyed_state.h"

#include <algorithm>

#include "engine/core/user_error.h"

namespace weir {

Result<RecordedState> RecordedState::open(KeyedStateBackend* backend,
                                          const StateDescriptor& descriptor, TraceRecorder* trace) {
  WEIR_CHECK(backend != nullptr, "keyed state needs a backend");
  const Result<StateId> id = backend->register_state(descriptor);
  if (!id) return id.error();
  return RecordedState(backend, trace, *id, trace == nullptr ? 0 : trace->name(descriptor.name));
}

namespace {

RecordedState opened(const KeyContext& keys, KeyedStateBackend* backend,
                     const StateDescriptor& descriptor, TraceRecorder* trace) {
  if (!keys.keyed()) keys.require_key("state '" + descriptor.name + "'");
  Result<RecordedState> state = RecordedState::open(backend, descriptor, trace);
  if (!state) throw UserError(state.error());
  return *state;
}

}  // namespace

KeyedState::KeyedState(KeyContext& keys, KeyedStateBackend* backend,
                       const StateDescriptor& descriptor, TraceRecorder* trace, const Namespace& ns)
    : keys_(&keys),
      ns_(ns),
      label_("state '" + descriptor.name + "'"),
      state_(opened(keys, backend, descriptor, trace)) {}

void ListState::refuse_null() const {
  throw UserError(ErrorKind::kNull, label() + " is a list, which cannot hold null");
}

std::span<const Value> ListState::elements_of(const Value& list) const {
  if (list.is_null()) refuse_null();
  if (list.kind() != Kind::kList)
    throw UserError(ErrorKind::kBadArgument, label() + " takes a list, not the " +
                                                 kind_name(list.kind()) + " " + list.to_string());
  return list.elements();
}

void ListState::add(Value element) {
  RecordedState& state = checked();
  if (element.is_null()) refuse_null();
  state.append(ns(), std::move(element));
}

void ListState::add_all(std::span<const Value> elements) {
  RecordedState& state = checked();
  for (const Value& element : elements) {
    if (element.is_null()) refuse_null();
    state.append(ns(), element);
  }
}

void ListState::update(std::span<const Value> elements) {
  RecordedState& state = checked();
  if (elements.empty()) return state.remove(ns());
  if (std::any_of(elements.begin(), elements.end(), [](const Value& v) { return v.is_null(); }))
    refuse_null();
  state.replace(ns(), Value::list(elements));
}

}  // namespace weir

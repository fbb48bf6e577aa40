// Keyed state as functions see it: ValueState and ListState of the current key.
//   RecordedState: a cell of one state, with its events in the trace. What a user reads is an
//   event, what the engine reads (windows) is not; every change is. The backend is never read for
//   the trace, so clearing what is not there is an event too.
//   ValueState: absent reads as null, and update(null) is clear().
//   ListState: absent reads as the empty list; update and add_all with nothing leave no cell
//   behind.
// Ownership: cheap to copy; context, backend and recorder (nullptr: off) outlive it. What is read
//   is a Value of its own and never changes.
// Errors (UserError): made without key_by, or used in open() or without a current key (kNull); null
//   as an element of a list (kNull), the elements before it stay added; the name is taken by a
//   state of another kind (kBadArgument).
// Follows Flink's ValueState and ListState on the heap backend.
#pragma once
#include <span>
#include <string>
#include <utility>

#include "engine/core/namespace.h"
#include "engine/state/key_context.h"
#include "engine/state/keyed_backend.h"
#include "engine/trace/recorder.h"

namespace weir {

class RecordedState {
 public:
  // Registers the state. `backend` must be there (the operator is keyed).
  static Result<RecordedState> open(KeyedStateBackend* backend, const StateDescriptor& descriptor,
                                    TraceRecorder* trace);

  // Valid until the next call on the backend; nullptr: nothing there.
  const Value* get(const Namespace& ns) { return backend_->get(id_, ns); }
  void put(const Namespace& ns, Value value) {
    if (trace_ != nullptr) [[unlikely]]
      trace_->st_write(name_, ns, nullptr, value);
    backend_->put(id_, ns, std::move(value));
  }
  void append(const Namespace& ns, Value element) {
    if (trace_ != nullptr) [[unlikely]]
      trace_->st_append(name_, ns, element);
    backend_->append(id_, ns, std::move(element));
  }
  // The list as a whole.
  void replace(const Namespace& ns, Value list) {
    if (trace_ != nullptr) [[unlikely]]
      trace_->st_update(name_, ns, list);
    backend_->put(id_, ns, std::move(list));
  }
  void remove(const Namespace& ns) {
    if (trace_ != nullptr) [[unlikely]]
      trace_->st_clear(name_, ns);
    backend_->remove(id_, ns);
  }
  void record_read(const Namespace& ns) {
    if (trace_ != nullptr) [[unlikely]]
      trace_->st_read(name_, ns);
  }

 private:
  RecordedState(KeyedStateBackend* backend, TraceRecorder* trace, StateId id, NameId name)
      : backend_(backend), trace_(trace), id_(id), name_(name) {}

  KeyedStateBackend* backend_;
  TraceRecorder* trace_;
  StateId id_;
  NameId name_;
};

// What both kinds share: the checks, and a name for error texts.
class KeyedState {
 public:
  const std::string& label() const { return label_; }  // "state 'count'"

 protected:
  KeyedState(KeyContext& keys, KeyedStateBackend* backend, const StateDescriptor& descriptor,
             TraceRecorder* trace, const Namespace& ns);

  RecordedState& checked() {
    keys_->require_key(label_);
    return state_;
  }
  const Namespace& ns() const { return ns_; }

 private:
  KeyContext* keys_;
  Namespace ns_;
  std::string label_;
  RecordedState state_;
};

class ValueState : public KeyedState {
 public:
  ValueState(KeyContext& keys, KeyedStateBackend* backend, std::string name, TraceRecorder* trace,
             const Namespace& ns = {})
      : KeyedState(keys, backend, {std::move(name), StateKind::kValue}, trace, ns) {}

  Value value() {
    RecordedState& state = checked();
    state.record_read(ns());
    const Value* value = state.get(ns());
    return value == nullptr ? Value() : *value;
  }
  void update(Value value) {
    if (value.is_null()) return clear();
    checked().put(ns(), std::move(value));
  }
  void clear() { checked().remove(ns()); }
};

class ListState : public KeyedState {
 public:
  ListState(KeyContext& keys, KeyedStateBackend* backend, std::string name, TraceRecorder* trace,
            const Namespace& ns = {})
      : KeyedState(keys, backend, {std::move(name), StateKind::kList}, trace, ns) {}

  Value get() {
    RecordedState& state = checked();
    state.record_read(ns());
    const Value* list = state.get(ns());
    return list == nullptr ? Value::list(std::span<const Value>()) : *list;
  }
  void add(Value element);
  void add_all(std::span<const Value> elements);
  void update(std::span<const Value> elements);
  // The same with a list in a Value; null is an error, as in Flink.
  void add_all(const Value& list) { add_all(elements_of(list)); }
  void update(const Value& list) { update(elements_of(list)); }
  void clear() { checked().remove(ns()); }

 private:
  std::span<const Value> elements_of(const Value& list) const;
  [[noreturn]] void refuse_null() const;
};

}  // namespace weir

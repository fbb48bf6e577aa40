// ValueState<T>: one value per key. Absent until the first update() and again after clear().
//
//   ValueState<Sum> sum;                                                         // a member
//   sum = context.get_state(ValueStateDescriptor<Sum>("sum"));                   // in open()
//   Sum s = sum.value().value_or(Sum{});  s.count += 1;  sum.update(s);          // per element
//
// Reads hand out copies on every backend: changing a copy changes nothing until update(). Every
// call acts on the current key, and is refused where there is none. Follows Flink's ValueState.
#ifndef WEIR_API_VALUE_STATE_H_
#define WEIR_API_VALUE_STATE_H_

#include "engine/api/record.h"
#include "engine/api/state_handle.h"

namespace weir {
inline namespace api {

template <class T>
class ValueState {
  static_assert(detail::Stored<T>::ok);

 public:
  ValueState() = default;
  std::optional<T> value() const { return detail::from_value<std::optional<T>>(state().get()); }
  void update(const T& value) { state().put(detail::to_value(value)); }
  void clear() { state().clear(); }

  // What Flink's value() hands out in Java: the stored object itself on the heap backend, a fresh
  // copy on RocksDB; nullptr where there is nothing. Good until the end of the call that it was got
  // in, or until update() or clear(). Changing *live() without update() works on one backend and is
  // lost on the other: this is here to be shown, and refused unless the job says live_objects.
  T* live() { return static_cast<T*>(state().live(kLive)); }

 private:
  template <class>
  friend struct ValueStateDescriptor;
  explicit ValueState(runtime::State& state) : state_(&state) {}
  runtime::State& state() const {
    return detail::bound(
        state_,
        "this ValueState was used without a state behind it: in open(RuntimeContext& "
        "context), say context.get_state(ValueStateDescriptor<T>(\"name\"))");
  }
  static constexpr runtime::LiveType kLive{
      [](const Value& v) -> void* { return new T(detail::from_value<T>(v)); },
      [](const void* p) { return detail::to_value(*static_cast<const T*>(p)); },
      [](void* p) { delete static_cast<T*>(p); }};

  runtime::State* state_ = nullptr;
};

// The name is the identity of the state across restarts, rescaling and upgrades.
template <class T>
struct ValueStateDescriptor {
  using Handle = ValueState<T>;
  explicit ValueStateDescriptor(std::string state_name) : name(std::move(state_name)) {}
  std::string name;

 private:
  friend struct detail::StateAccess;
  runtime::StateSpec spec() const {
    return {runtime::StateShape::kValue, name, detail::schema_of<T>()};
  }
  Handle bind(runtime::State& state) const { return Handle(state); }
};

}  // namespace api
}  // namespace weir

#endif  // WEIR_API_VALUE_STATE_H_

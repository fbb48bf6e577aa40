// ListState<T>: a list per key. Empty until the first add() and again after clear().
//
//   ListState<Order> waiting;                                                    // a member
//   waiting = context.get_list_state(ListStateDescriptor<Order>("waiting"));     // in open()
//   waiting.add(order);                                                          // per element
//
// get() reads the whole list and hands out a copy; add() does not read at all. Every call acts on
// the current key, and is refused where there is none. Follows Flink's ListState.
#ifndef WEIR_API_LIST_STATE_H_
#define WEIR_API_LIST_STATE_H_

#include "engine/api/record.h"
#include "engine/api/state_handle.h"

namespace weir {
inline namespace api {

template <class T>
class ListState {
  static_assert(detail::Stored<T>::ok);

 public:
  ListState() = default;
  std::vector<T> get() const { return detail::from_value<std::vector<T>>(state().get()); }
  void add(const T& value) { state().add(detail::to_value(value)); }
  void add_all(const std::vector<T>& values) {
    for (const T& value : values) add(value);
  }
  void update(const std::vector<T>& values) { state().put(detail::to_value(values)); }
  void clear() { state().clear(); }

 private:
  template <class>
  friend struct ListStateDescriptor;
  explicit ListState(runtime::State& state) : state_(&state) {}
  runtime::State& state() const {
    return detail::bound(
        state_,
        "this ListState was used without a state behind it: in open(RuntimeContext& "
        "context), say context.get_list_state(ListStateDescriptor<T>(\"name\"))");
  }

  runtime::State* state_ = nullptr;
};

// The name is the identity of the state across restarts, rescaling and upgrades.
template <class T>
struct ListStateDescriptor {
  using Handle = ListState<T>;
  explicit ListStateDescriptor(std::string state_name) : name(std::move(state_name)) {}
  std::string name;

 private:
  friend struct detail::StateAccess;
  runtime::StateSpec spec() const {
    return {runtime::StateShape::kList, name, detail::schema_of<T>()};
  }
  Handle bind(runtime::State& state) const { return Handle(state); }
};

}  // namespace api
}  // namespace weir

#endif  // WEIR_API_LIST_STATE_H_

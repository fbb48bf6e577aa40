// What all handles of state have in common: a pointer to the engine's state, got from a descriptor
// in open(). Copy a handle freely; using one that no open() has bound is refused with advice.
//
// A descriptor D of any kind has: `using Handle`, a private `runtime::StateSpec spec() const` and
// a private `Handle bind(runtime::State&) const`, and is a friend of StateAccess.
#ifndef WEIR_API_STATE_HANDLE_H_
#define WEIR_API_STATE_HANDLE_H_

#include "engine/api/runtime.h"

namespace weir::detail {

// `advice`: what to say where there is no state, which is how to get one.
inline runtime::State& bound(runtime::State* state, const char* advice) {
  if (state == nullptr) [[unlikely]]
    runtime::misuse(advice);
  return *state;
}

struct StateAccess {
  template <class D>
  static typename D::Handle get(runtime::Task& task, const D& descriptor) {
    return descriptor.bind(task.keyed_state(descriptor.spec()));
  }
};

}  // namespace weir::detail

#endif  // WEIR_API_STATE_HANDLE_H_

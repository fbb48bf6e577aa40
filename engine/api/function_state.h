// FunctionState: one registered state of a typed function, over the engine's ValueState or
// ListState.
//   live() keeps the objects that it hands out until end_call(). On a backend that keeps Values
//   (KeyedStateBackend::edit answers) the object stands for the stored one: reads of the same call
//   see what became of it, and end_call() stores it if it has changed. On all others it is a copy.
//   update() and clear() part the object from the state, as in Flink.
// Ownership: the operator owns it; the context outlives it. Errors: as keyed_state.h.
#pragma once
#include <memory>
#include <string>

#include "engine/api/runtime.h"
#include "engine/operators/operator.h"

namespace weir {
inline namespace api {

class FunctionState : public runtime::State {
 public:
  FunctionState(OperatorContext& context, const runtime::StateSpec& spec)
      : context_(context), shape_(spec.shape), name_(spec.name) {}
  FunctionState(const FunctionState&) = delete;
  FunctionState& operator=(const FunctionState&) = delete;

  bool is(const runtime::StateSpec& spec) const {
    return spec.shape == shape_ && spec.name == name_;
  }
  // While open() runs there is no current key, also where the object is made anew between two
  // calls.
  void set_opening(bool opening) { opening_ = opening; }
  virtual void end_call() {}

 protected:
  void require_call() const;
  OperatorContext& context() const { return context_; }

 private:
  OperatorContext& context_;
  runtime::StateShape shape_;
  std::string name_;
  bool opening_ = true;
};

std::unique_ptr<FunctionState> make_function_state(OperatorContext& context,
                                                   const runtime::StateSpec& spec);

}  // namespace api
}  // namespace weir

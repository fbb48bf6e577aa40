#include "engine/api/function_state.h"

#include <utility>
#include <vector>

#include "engine/core/check.h"
#include "engine/core/user_error.h"
#include "engine/state/keyed_state.h"

namespace weir {
inline namespace api {

namespace {

class FunctionValue final : public FunctionState {
 public:
  FunctionValue(OperatorContext& context, const runtime::StateSpec& spec)
      : FunctionState(context, spec),
        state_(*context.keys, context.backend, spec.name, context.trace),
        id_(*context.backend->register_state({spec.name, StateKind::kValue})) {}
  ~FunctionValue() override { forget(); }

  Value get() override {
    require_call();
    store_live();
    return state_.value();
  }
  void put(Value value) override {
    require_call();
    stored_ = nullptr;
    state_.update(std::move(value));
  }
  void add(Value /*element*/) override { WEIR_CHECK(false, "a value state has no elements"); }
  void clear() override {
    require_call();
    stored_ = nullptr;
    state_.clear();
  }

  void* live(const runtime::LiveType& type) override {
    if (!context().live_objects)
      throw UserError(ErrorKind::kUnsupported,
                      state_.label() +
                          ": live() hands out the stored object itself, and what it changes is "
                          "lost on every backend but the heap. Use value() and update(). (Only a "
                          "job with live_objects = true in [state] has live().)");
    Value value = get();
    if (value.is_null()) return nullptr;
    if (stored_ != nullptr) return stored_;
    objects_.push_back({type, type.decode(value)});
    void* const object = objects_.back().object;
    if (context().backend->edit(id_, {}) != nullptr) {
      stored_ = object;
      encode_ = type.encode;
      in_state_ = std::move(value);
    }
    return object;
  }

  void end_call() override {
    store_live();
    forget();
  }

 private:
  struct Object {
    runtime::LiveType type;
    void* object;
  };

  void store_live() {
    if (stored_ == nullptr) return;
    Value now = encode_(stored_);
    if (now == in_state_) return;
    in_state_ = now;
    state_.update(std::move(now));
  }
  void forget() {
    stored_ = nullptr;
    in_state_ = Value();
    for (const Object& o : objects_) o.type.destroy(o.object);
    objects_.clear();
  }

  ValueState state_;
  StateId id_;
  std::vector<Object> objects_;  // handed out by live() in this call
  void* stored_ = nullptr;       // the one of them that stands for what is stored
  Value (*encode_)(const void*) = nullptr;
  Value in_state_;
};

class FunctionList final : public FunctionState {
 public:
  FunctionList(OperatorContext& context, const runtime::StateSpec& spec)
      : FunctionState(context, spec),
        state_(*context.keys, context.backend, spec.name, context.trace) {}

  Value get() override {
    require_call();
    return state_.get();
  }
  void put(Value value) override {
    require_call();
    state_.update(value);
  }
  void add(Value element) override {
    require_call();
    state_.add(std::move(element));
  }
  void clear() override {
    require_call();
    state_.clear();
  }
  void* live(const runtime::LiveType& /*type*/) override {
    WEIR_CHECK(false, "a list state has no live object");
    return nullptr;
  }

 private:
  ListState state_;
};

}  // namespace

void FunctionState::require_call() const {
  if (!opening_) return;
  // Made anew between two calls there is a key, but open() must not see it: it is not there when
  // the job starts.
  const OperatorContext& c = context_;
  KeyContext(*c.backend, c.max_parallelism, c.parallelism, c.subtask)
      .require_key("state '" + name_ + "'");
}

std::unique_ptr<FunctionState> make_function_state(OperatorContext& context,
                                                   const runtime::StateSpec& spec) {
  switch (spec.shape) {
    case runtime::StateShape::kValue: return std::make_unique<FunctionValue>(context, spec);
    case runtime::StateShape::kList: return std::make_unique<FunctionList>(context, spec);
  }
  WEIR_CHECK(false, "a state has one of the shapes that there are");
  return nullptr;
}

}  // namespace api
}  // namespace weir

// The engine's side of the seam of runtime.h: operators that run a user's typed function.
//   FunctionOperator makes the function from its factory at open(), hands records and timers to it,
//   and gives it states, timers and outputs of the engine. With live objects (JobConfig) the
//   objects that a call was handed out are written back at the end of the call on the heap backend,
//   and forgotten on all others.
//   CallWatch is told around every call into user code, and may have the object made anew between
//   two calls: graders stand on it.
// Ownership: the operator owns the function; the watch outlives all operators. Errors: what a
//   function throws fails the task: UserError as it is, another exception as kUserFunction with
//   "your code threw: WHAT".
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "engine/api/runtime.h"
#include "engine/core/row_type.h"
#include "engine/operators/operator.h"

namespace weir::api {

using FunctionFactory = std::function<std::unique_ptr<runtime::Operator>()>;

class CallWatch {
 public:
  virtual ~CallWatch() = default;
  // Before a call: "process_element", "flat_map", "on_timer", "open"; `element` is null for open().
  virtual void before(std::string_view call, const OperatorContext& context,
                      const Value& element) = 0;
  virtual void after() = 0;  // it returned
  // Whether the object is destroyed and made anew (open() and all) in front of this call.
  virtual bool rebuild() = 0;
  // A state was registered: what graders and viewers know of its shape.
  virtual void registered(const runtime::StateSpec& spec) = 0;
};

struct FunctionOptions {
  const char* call = "process_element";  // the virtual function that records go to
  bool keyed = true;                     // false: states and timers are refused with advice
  CallWatch* watch = nullptr;            // nullptr: nobody
};

// For StreamBuilder::apply.
std::unique_ptr<Operator> make_function_operator(const FunctionFactory& make,
                                                 const FunctionOptions& options);

// The names of a row's fields; no fields for everything else.
RowType row_type_of(const runtime::Schema& schema);

}  // namespace weir::api

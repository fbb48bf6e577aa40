// The engine's side of the seam of runtime.h: operators that run a user's typed function.
//   FunctionOperator makes the function from its factory at open(), hands records and timers to it,
//   and gives it states, timers and outputs of the engine. With live objects (JobConfig) the
//   objects that a call was handed out are written back at the end of the call on the heap backend,
//   and forgotten on all others.
//   CallWatch is told around every call into user code, and may have the object made anew between
//   two calls: graders stand on it.
// A file that includes this cannot include the headers of learners, which have classes of the same
//   names as the engine: what both need is in runtime.h and function_factory.h.
// Ownership: the operator owns the function; the watch outlives all operators. Errors: what a
//   function throws fails the task: UserError as it is, another exception as kUserFunction with
//   "your code threw: WHAT".
#pragma once
#include <memory>
#include <string_view>

#include "engine/api/function_factory.h"
#include "engine/api/runtime.h"
#include "engine/core/row_type.h"
#include "engine/operators/operator.h"

namespace weir {
inline namespace api {

class CallWatch {
 public:
  virtual ~CallWatch() = default;
  // Before a call: "open" (and the making of the object in front of it), "process_element" or
  // "flat_map", "on_timer"; `element` is null for open(), and the timer's time for on_timer().
  virtual void before(std::string_view call, const OperatorContext& context,
                      const Value& element) = 0;
  virtual void after() = 0;  // it returned, and what live() handed out is written back
  // Whether the object is destroyed and made anew (open() and all) in front of this call. Asked
  // before each call but open().
  virtual bool rebuild() = 0;
  // A state was registered: what graders and viewers know of its shape.
  virtual void registered(const runtime::StateSpec& spec) = 0;
};

struct FunctionOptions {
  const char* call = "process_element";  // the virtual function that records go to
  bool keyed = true;                     // false: state, timers and key are refused with advice
  CallWatch* watch = nullptr;            // nullptr: nobody
};

// For StreamBuilder::apply.
std::unique_ptr<Operator> make_function_operator(const FunctionFactory& make,
                                                 const FunctionOptions& options);

// The names of a row's fields; no fields for everything else.
RowType row_type_of(const runtime::Schema& schema);

}  // namespace api
}  // namespace weir

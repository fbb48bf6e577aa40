// FunctionFactory: makes a typed function, without its type. What a file that includes the
//   learner's headers hands to one that includes the engine's (adapter.h). Each call makes a new
//   object; what it throws fails the task like everything that the function throws.
#pragma once
#include <functional>
#include <memory>

#include "engine/api/runtime.h"

namespace weir {
inline namespace api {

using FunctionFactory = std::function<std::unique_ptr<runtime::Operator>()>;

}  // namespace api
}  // namespace weir

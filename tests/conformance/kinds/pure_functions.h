// The functions that a vector of kind `pure` may call, by name. All are written in pure.cc and
// pure_windows.cc; the answer is the member `returns` of the step, or a UserError.
#pragma once
#include <span>
#include <string_view>

#include "tests/conformance/runner.h"

namespace weir::conformance {

struct PureFunction {
  std::string_view name;
  Value (*call)(const Value& arguments);
};

std::span<const PureFunction> window_functions();

inline std::uint32_t count(const Value& arguments, std::string_view name) {
  return static_cast<std::uint32_t>(int_member(arguments, name));
}

template <class T>
T value_or_throw(const Result<T>& result) {
  if (!result) throw UserError(result.error());
  return result.value();
}
inline void throw_if_error(const Result<void>& result) {
  if (!result) throw UserError(result.error());
}

}  // namespace weir::conformance

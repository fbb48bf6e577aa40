// The condition that an expression is, as one function.
//   A std::function costs one call that cannot be seen through, and what a filter written in C++
//   does is compiled into what is behind it. So are the usual conditions here: comparisons of
//   columns with literals, alone, two joined by `or`, two and a rest joined by `and`. Their
//   function objects are made by templates over the forms of their parts. All others, and these
//   when a value is not of the kind that its column promised, call the nodes of compile.h.
// False for null; UserError as expression.h says.
#pragma once
#include <functional>
#include <string>

#include "engine/core/expression/syntax.h"
#include "engine/core/value.h"

namespace weir::expression {

// `syntax` has been checked without a mistake and is bool, or of unknown kind.
std::function<bool(const Value&)> make_condition(const Syntax& syntax, const std::string& text);

}  // namespace weir::expression

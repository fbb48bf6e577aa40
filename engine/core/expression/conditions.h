// The condition that an expression is, as one function.
//   It is planned as steps: each asks one question about the row and says where to go with the
//   answer, so that no value of three is ever made; `not` only turns questions around. The usual
//   questions, comparisons of a column with literals, are answered where they are asked; others by
//   the nodes of compile.h, which also take over the whole condition when a value is not of the
//   kind that its column promised.
//   A std::function costs a call that cannot be seen through, and what a filter in C++ does is
//   compiled into what is behind it. So are here one usual question, and two joined by `and`
//   (perhaps with more behind them): function objects made by templates over their forms.
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

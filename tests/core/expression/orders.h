// One row for tests of expressions: an order with a field of each kind, known and unknown.
//   id int64 7 · price double 2.5 · city string Rome · paid bool true · no_int, no_double, no_text,
//   no_bool: null · words list of string [a, b] · tags map {"k": 1} · item row {name string nut,
//   at {hour int64 9}} · any_int, any_double, any_text, any_bool, any_null, any_list, any_map: of
//   unknown kind · `per page` int64 3
#pragma once
#include <string>
#include <string_view>

#include "engine/core/expression/expression.h"

namespace weir {

const ExpressionScope& orders();
const Value& an_order();

// What the expression makes of an_order(), as a literal; or "mistake: …" or "error: …".
std::string result_of(std::string_view text);
// The whole mistakes, as people see them.
std::string mistakes_in(std::string_view text);
std::string mistakes_in_condition(std::string_view text);

}  // namespace weir

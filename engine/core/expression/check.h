// Finds out what the names of an expression mean and of which kinds its parts are.
//   Fills in the second half of every Syntax, and reports all that does not fit, each at the part
//   it is about. What could not be understood has an unknown kind, so that one mistake does not
//   make others.
#pragma once
#include <vector>

#include "engine/core/expression/expression.h"
#include "engine/core/expression/syntax.h"

namespace weir::expression {

void check(Syntax& syntax, const ExpressionScope& scope, std::vector<TextMistake>& mistakes);
// It must be true or false, or of unknown kind.
void check_condition(const Syntax& syntax, std::vector<TextMistake>& mistakes);
// An aggregate: a call of one, over any expression.
void check_aggregate(Syntax& syntax, const ExpressionScope& scope,
                     std::vector<TextMistake>& mistakes);

void sort_mistakes(std::vector<TextMistake>& mistakes);  // by place

Type type_of(const Field& field);
Field field_of(const Type& type);

}  // namespace weir::expression

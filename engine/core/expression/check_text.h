// The words of the mistakes that check.h finds, apart from the rules that find them.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/expression/expression.h"
#include "engine/core/expression/syntax.h"

namespace weir::expression {

std::string a_kind(const Type& type);  // "an int64"

std::string unknown_name(std::string_view name, const ExpressionScope& scope);
std::string unknown_field(std::string_view name, const std::vector<Field>& fields);
std::string unknown_function(std::string_view name);
std::string aggregate_inside(const FunctionInfo& function);
std::string wrong_count(const FunctionInfo& function, std::size_t seen);
std::string wrong_argument(const FunctionInfo& function, std::size_t i, const Syntax& seen);
std::string wrong_operand(const Syntax& whole, const Syntax& seen);
std::string not_comparable(const Syntax& whole, const Syntax& left, const Syntax& right);
std::string no_common_kind(const Syntax& whole, const Type& one, const Type& other);
// "; cast(a as int64) makes one of it", or empty if nothing would.
std::string cast_advice(const Syntax& seen, Accepts wanted);

}  // namespace weir::expression

// The functions of the expression language over texts and lists. Arguments are there and of the
// kinds that the function table asks for; characters are code points, invalid bytes count as
// core/utf8.h counts them.
#pragma once
#include <string_view>

#include "engine/core/expression/function_table.h"
#include "engine/core/value.h"

namespace weir::expression {

Value text_concat(Arguments a);
Value text_length(Arguments a);
Value text_lower(Arguments a);
Value text_upper(Arguments a);
Value text_trim(Arguments a);
Value text_ltrim(Arguments a);
Value text_rtrim(Arguments a);
Value text_substring(Arguments a);
Value text_replace(Arguments a);
Value text_starts_with(Arguments a);
Value text_ends_with(Arguments a);
Value text_contains(Arguments a);
Value text_position(Arguments a);
Value text_split(Arguments a);
Value sequence_size(Arguments a);

// `%` any characters, `_` one.
bool is_like(std::string_view text, std::string_view pattern);

}  // namespace weir::expression

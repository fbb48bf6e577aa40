// The functions of the expression language over texts and lists. Arguments are there and of the
// kinds that the function table asks for; characters are code points, invalid bytes count as
// core/utf8.h counts them.
#pragma once
#include <span>

#include "engine/core/value.h"

namespace weir::expression {

using Arguments = std::span<const Value>;

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
Value text_like(Arguments a);
Value sequence_size(Arguments a);

}  // namespace weir::expression

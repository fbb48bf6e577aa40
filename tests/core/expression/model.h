// A naive evaluator of expressions: it reads the text again for every row and computes while it
// reads, with a precedence table and the null rules of its own. Words and signs are separated by
// blanks. It knows columns, literals, arithmetic, comparisons, and/or/not, is null, between, in,
// ||, case when, coalesce, and parentheses.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "engine/core/value.h"

namespace weir {

struct ModelError {};  // an int64 divided by 0

// Everything is read, but a failure counts only where it is reached.
Value model_value(std::string_view text, const std::map<std::string, Value>& row);

}  // namespace weir

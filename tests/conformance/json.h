// The runner's own reader of JSON: strict, and independent of what the engine writes.
//   Objects become maps with string keys (their order is lost; a key given twice is an error),
//   numbers int64 where they have no point or exponent, else double. Input must be valid JSON; a
//   string may not hold invalid UTF-8 or half a surrogate pair.
#pragma once
#include <string>
#include <string_view>

#include "engine/core/result.h"
#include "engine/core/value.h"

namespace weir::conformance {

Result<Value> parse_json(std::string_view text);

// On one line, for messages.
std::string json_text(const Value& value);

}  // namespace weir::conformance

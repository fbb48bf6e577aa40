// JSON, strict: RFC 8259 in UTF-8, nothing more (no comments, no trailing commas, no duplicate
//   names, no NaN). parse_json: object -> map with text keys, array -> list, integer -> int (exact,
//   or an error), number with a fraction or an exponent -> double. append_json writes the same
//   back: rows as arrays, doubles in Java's formatting; what JSON cannot say (NaN, infinities, keys
//   of maps that are no text) is written as text.
// Errors: kBadData with "line L, column C: …" (columns in bytes, from 1). Nesting beyond kJsonDepth
//   is an error.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/result.h"
#include "engine/core/value.h"

namespace weir {

inline constexpr int kJsonDepth = 200;

Result<Value> parse_json(std::string_view text);

// The members of one object, in the order in which they are written.
struct JsonMember {
  std::string name;
  Value value;
};
Result<std::vector<JsonMember>> parse_json_object(std::string_view text);

void append_json(std::string& out, const Value& value);
std::string to_json(const Value& value);

}  // namespace weir

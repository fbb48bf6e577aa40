// parse_csv_value: the text of a CSV field as a value of its column's kind.
//   string: as it is. bool: true or false, in any case. int64: decimal digits after an optional
//   sign. double: decimal, with an optional sign, point and exponent, or NaN or Infinity: whatever
//   java_double() writes reads back to the same bits. Blanks and thousands separators are no part
//   of a number. What is too large for its kind, or too small to differ from 0, is out of range.
//   Independent of the locale. Which fields are null is not decided here.
#pragma once
#include <optional>
#include <string_view>

#include "engine/connectors/column.h"
#include "engine/core/value.h"

namespace weir {

enum class CsvMisfit { kOtherKind, kOutOfRange };

bool is_csv_kind(Kind kind);  // string, int64, double, bool

// Sets `out`, or says what is wrong. `kind` is one of the four above.
std::optional<CsvMisfit> parse_csv_value(std::string_view text, Kind kind, Value& out);
// The same for a column, which may hold timestamps.
std::optional<CsvMisfit> parse_csv_value(std::string_view text, const Column& column, Value& out);

}  // namespace weir

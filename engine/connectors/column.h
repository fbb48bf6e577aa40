// Column: what is known of a column of a data file, before its text becomes values.
//   Types are written as:  string · int64 · double · bool · timestamp(FORMAT) ·
//     timestamp(FORMAT, ZONE) (timestamp_format.h; values are int64 ms; the last comma outside of
//     quotes stands in front of the zone) · json (a string: the text of whatever JSON value stands
//     there) · list<TYPE> · row<NAME TYPE, …>, in which a NAME may stand in backquotes; behind each
//     of them "not null", if every row must have it. What nothing is said of is inferred.
//   infer_type() knows no more than its caller shows it: fields that are null say nothing.
// Errors: mistakes are bytes of the type's text, in order.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/connectors/timestamp_format.h"
#include "engine/core/diagnostic.h"
#include "engine/core/row_type.h"
#include "engine/core/value.h"

namespace weir {

struct Column {
  std::string name;
  Kind kind = Kind::kNull;  // of its values; kNull: nothing was said, it is inferred
  bool required = false;
  bool inferred = false;                          // from rows at the beginning
  bool json = false;                              // kString: JSON text
  std::optional<TimestampFormat> timestamp = {};  // kInt
  std::vector<Column> fields = {};                // kRow: its fields; kList: its elements
  bool operator==(const Column&) const = default;
};

using Columns = std::vector<Column>;

struct ParsedColumn {
  Column column;  // without a name
  std::vector<TextMistake> mistakes;
};
ParsedColumn parse_column_type(std::string_view text);

// As parse_column_type() reads it; "unknown" for kNull.
std::string type_text(const Column& column);

RowType row_type_of(const Columns& columns);

// How many rows are looked at where types are inferred.
inline constexpr std::int64_t kInferredRows = 1'000;

// What is wrong with columns that a job declares: which of them, and one sentence.
struct ColumnMistake {
  std::size_t column = 0;
  std::string what;
};
// `names`: what the file has. Declared twice, or not there (did you mean …).
std::vector<ColumnMistake> declared_mistakes(const std::vector<std::string>& names,
                                             const Columns& declared, const std::string& path);

// The name as a key of a job file: in quotes if it must be.
std::string column_key(const std::string& name);

// ": the type … was inferred …; declare it: columns = { x = "string" }", if it was.
std::string inferred_note(const Column& column, const char* better);

}  // namespace weir

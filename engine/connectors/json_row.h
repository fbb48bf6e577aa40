// JsonRow: one JSON object as a row, by the columns that are known of it.
//   Fields are found by name, in any order. One that is missing, or null, is null; one that no
//   column speaks of is passed over, whatever it holds. Objects inside become rows, arrays lists.
//   string: a text. bool: true or false. int64: a number without fraction and exponent. double: any
//   number, or the texts NaN, Infinity and -Infinity (JSON has no numbers for them). timestamp: a
//   text by its format; an epoch may be a number. json: the text of any value, as it stands there.
// Errors: read() says no; then at() is the byte that is wrong, and what() "saw …, expected …".
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "engine/connectors/column.h"
#include "engine/connectors/json_cursor.h"
#include "engine/core/value.h"

namespace weir {

class JsonRow {
 public:
  // The columns outlive it.
  explicit JsonRow(const Columns& columns) : columns_(columns) {}

  bool read(std::string_view text, Value& row);

  std::size_t at() const { return at_; }
  const std::string& what() const { return what_; }

 private:
  bool row(JsonCursor& in, const Columns& columns, Value& out);
  bool list(JsonCursor& in, const Column& element, Value& out);
  bool value(JsonCursor& in, const Column& column, Value& out);
  bool scalar(JsonCursor& in, const Column& column, JsonKind kind, Value& out);
  bool number(const Column& column, std::string_view raw, bool whole, Value& out, bool& range);
  bool text(const Column& column, std::string_view text, Value& out) const;
  bool json(JsonCursor& in, Value& out);
  bool misfit(std::size_t at, const Column& column, const std::string& seen);
  bool fail(std::size_t at, std::string what);
  std::string path() const;

  const Columns& columns_;
  std::vector<const Column*> inside_;  // from the top down
  std::size_t at_ = 0;
  std::string what_;
};

}  // namespace weir

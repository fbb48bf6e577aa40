// RowText: how the rows of a sink are written, a line each, so that a source reads them back.
//   csv_text: RFC 4180 with a header in front of every file: null is an empty field, the empty
//     string is "", what holds a delimiter, a quote or a line end stands in quotes; doubles as Java
//     writes them; rows, lists and maps inside as JSON. json_text: one JSON object a line, by the
//     names of the row's fields, nulls included; NaN and the infinities are texts. Timestamps are
//     the numbers that they are. What is no UTF-8 is written as U+FFFD.
//   A value that is no row is the only field of one. Fields without a name are f0, f1, ….
// Ownership: the functions hold what they need.
#pragma once
#include <functional>
#include <string>

#include "engine/core/row_type.h"
#include "engine/core/value.h"

namespace weir {

struct RowText {
  std::string header = {};  // at the beginning of every file, with its end of line
  // Adds the line of a row, with its end.
  std::function<void(const Value& row, std::string& out)> append = {};
};

struct CsvTextOptions {
  char delimiter = ',';
  bool header = true;
};

RowText csv_text(const RowType& type, const CsvTextOptions& options = {});
RowText json_text(const RowType& type);

}  // namespace weir

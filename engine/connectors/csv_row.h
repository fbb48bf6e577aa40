// scan_csv_row: where the fields of a CSV row begin and end (RFC 4180). Knows no types.
//   Fields are separated by commas, or by another delimiter. A field that begins with a quote ends
//   at the next quote that is not doubled, and may hold commas, line ends and doubled quotes; other
//   fields hold no quotes. Rows end with LF or CRLF; the last one may end with the file, or with a
//   CR in front of that. Blanks belong to their field. One pass, nothing is copied.
// What the RFC does not allow is refused, never guessed at: text behind a closing quote, a quote
//   inside an unquoted field, a CR without LF outside of quotes, a quote that is never closed.
#pragma once
#include <cstddef>
#include <string_view>
#include <vector>

namespace weir {

struct CsvField {
  std::size_t begin = 0, end = 0;  // bytes of the row, without the quotes around it
  bool quoted = false;
  bool doubled = false;  // has doubled quotes
  // Where the field starts: at its quote, if it has one.
  std::size_t start() const { return quoted ? begin - 1 : begin; }
};

enum class CsvScan { kRow, kMore, kBad };

struct CsvRow {
  std::vector<CsvField> fields;  // kRow: at least one
  std::size_t size = 0;          // kRow: without its end; kBad: up to what is wrong
  std::size_t bytes = 0;         // kRow: with it
  bool quoted = false;           // kRow: some field is, so there may be line ends in it
  bool ascii = false;            // kRow: nothing else is in it; false: nobody looked, or not
  std::size_t at = 0;            // kBad, kMore: start of the field in hand
  bool in_quotes = false;        // kMore: that field is quoted and was not closed yet
  const char* what = nullptr;    // kBad: "saw …, expected …"
};

// `text` begins with the row and is not empty. kMore: the row may go on behind `text`; never if
// `at_end` says that the file does not. `row` is written over; its memory is used again.
CsvScan scan_csv_row(std::string_view text, char delimiter, bool at_end, CsvRow& row);

}  // namespace weir

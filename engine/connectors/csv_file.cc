// Tested by tests/connectors/csv_source_test.cc.
#include "engine/connectors/csv_file.h"

#include <fmt/format.h>

#include <algorithm>

namespace weir {

Result<bool> CsvFile::read() {
  text_ = {};
  line_ = next_line_;
  CsvScan scan = CsvScan::kMore;
  for (;;) {
    const std::string_view unread = file_.unread();
    if (!unread.empty()) scan = scan_csv_row(unread, file_.at_end(), row_);
    if (scan != CsvScan::kMore || file_.at_end() || file_.too_long()) break;
    if (auto read = file_.more(); !read) return read.error();
  }
  text_ = file_.unread();
  if (text_.empty()) return false;
  const bool too_long = scan == CsvScan::kRow && row_.bytes > file_.options().row_bytes_max;
  if (scan != CsvScan::kRow || too_long) return scan_error(too_long ? CsvScan::kMore : scan);
  text_ = text_.substr(0, row_.bytes);
  next_line_ += std::count(text_.begin(), text_.end(), '\n');
  file_.consume(row_.bytes);
  return true;
}

Error CsvFile::scan_error(CsvScan scan) const {
  if (scan == CsvScan::kBad) {
    // What looks like a misplaced quote may be the wrong encoding.
    const auto bad = find_invalid_utf8(text());
    return bad ? utf8_error(*bad) : error_at(row_.at, row_.what);
  }
  const std::size_t most = file_.options().row_bytes_max;
  if (row_.in_quotes)
    return error_at(row_.at, fmt::format("saw a quote that is not closed in a row of {} bytes, "
                                         "expected one at the end of the field",
                                         most));
  return error_at(0, fmt::format("saw a row of more than {} bytes, expected its end", most));
}

Result<void> CsvFile::check_text() const {
  const auto bad = find_invalid_utf8(text());
  if (!bad) return {};
  return utf8_error(*bad);
}

Error CsvFile::utf8_error(std::size_t byte) const {
  std::size_t start = 0;
  for (const CsvField& f : row_.fields)
    if (f.start() <= byte) start = f.start();
  if (row_.at <= byte) start = row_.at;  // a field that was not closed is not among them
  std::string what = invalid_utf8_text(text_, byte);
  const TextPlace in_field = place_in_row(text_.substr(start), byte - start, 1);
  if (in_field.line > 1)
    what += fmt::format(" (line {} of the field, character {})", in_field.line, in_field.column);
  else if (byte > start)
    what += fmt::format(" (character {} of the field)", in_field.column);
  return error_at(start, what);
}

std::string_view CsvFile::field(std::size_t i) {
  const CsvField& f = row_.fields[i];
  const std::string_view raw = text_.substr(f.begin, f.end - f.begin);
  if (!f.doubled) return raw;
  unquoted_.clear();
  for (std::size_t at = 0; at < raw.size(); at++) {
    unquoted_ += raw[at];
    if (raw[at] == '"') at++;  // its twin
  }
  return unquoted_;
}

}  // namespace weir

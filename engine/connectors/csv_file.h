// CsvFile: a CSV file as rows of text fields, before they become values.
//   read() brings one row at a time, the header being the first; then field() says what stands in
//   it and place() where. Everything about the current row is valid until the next read().
// Errors: as csv_source.h says. UTF-8 is checked by check_text(), so that rows can be passed over.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/connectors/csv_row.h"
#include "engine/connectors/text_file.h"
#include "engine/connectors/text_place.h"
#include "engine/core/result.h"

namespace weir {

class CsvFile {
 public:
  explicit CsvFile(TextFile file) : file_(std::move(file)) {}

  // false: the file has ended.
  Result<bool> read();
  Result<void> check_text() const;

  std::size_t size() const { return row_.fields.size(); }
  const CsvField& slice(std::size_t i) const { return row_.fields[i]; }
  // Doubled quotes are single here. Valid until the next call for a field that has any.
  std::string_view field(std::size_t i);
  std::string_view text() const { return text_.substr(0, row_.size); }
  const std::string& path() const { return file_.path(); }

  Error error_at(std::size_t byte, const std::string& what) const {
    return bad_data(path(), place_in_row(text_, byte, line_), what);
  }

 private:
  Error scan_error(CsvScan scan) const;
  Error utf8_error(std::size_t byte) const;

  TextFile file_;
  CsvRow row_;
  std::string_view text_;       // the row, with its end
  std::int64_t line_ = 1;       // in which the row begins
  std::int64_t next_line_ = 1;  // in which the next one does
  std::string unquoted_;
};

}  // namespace weir

// CsvFile: a CSV file as rows of text fields, before they become values.
//   read() brings one row at a time; then field() says what stands in
//   it and place() where. Everything about the current row is valid until the next read().
//   A row whose quotes or length are wrong is a bad row (kBadRow): wrong() says why. It ends with
//   the line in which the broken field begins, and reading goes on with the next line: so a quote
//   that somebody forgot to close costs one row and not the file.
// Errors: kIo. UTF-8 is not checked, so that rows can be passed over: bad_text() does.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/connectors/bad_row.h"
#include "engine/connectors/csv_row.h"
#include "engine/connectors/text_file.h"
#include "engine/core/result.h"

namespace weir {

class CsvFile {
 public:
  CsvFile(TextFile file, char delimiter) : file_(std::move(file)), delimiter_(delimiter) {}

  // The names of the columns, if the file has a header; to be called first. kBadData: with a place.
  Result<std::vector<std::string>> read_header();
  Result<Read> read();
  BadRow wrong() const;  // after kBadRow
  std::optional<BadRow> bad_text() const;

  std::size_t size() const { return row_.fields.size(); }
  const CsvField& slice(std::size_t i) const { return row_.fields[i]; }
  // Doubled quotes are single here. Valid until the next call for a field that has any.
  std::string_view field(std::size_t i);
  std::string_view text() const { return text_.substr(0, row_.size); }  // without its end
  const std::string& path() const { return file_.path(); }

  BadRow bad_at(std::size_t byte, const std::string& what) const {
    return bad_row(path(), line_, text_, byte, what);
  }

 private:
  Result<void> pass_line();
  Result<Read> end_bad_row();
  BadRow bad_utf8(std::size_t byte) const;

  TextFile file_;
  char delimiter_;
  CsvRow row_;
  std::string_view text_;       // the row, with its end
  std::int64_t line_ = 1;       // in which the row begins
  std::int64_t next_line_ = 1;  // in which the next one does
  CsvScan scan_ = CsvScan::kMore;
  bool inside_ = false;  // the end of a line that was too long has not been read
  std::string unquoted_;
};

}  // namespace weir

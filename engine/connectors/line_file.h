// LineFile: a text file as lines, before they become values.
//   read() brings one line at a time; text() and line() are valid until the next one. Lines end
//   with LF or CRLF; the last one may end with the file, or with a CR in front of that. A line
//   beyond the limit is a bad row (kBadRow): text() is its beginning, and the next read() goes on
//   behind its end. Memory is that of one chunk or of the longest line.
// Errors: kIo. UTF-8 is not checked, so that lines can be passed over: bad_text() does.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "engine/connectors/text_file.h"
#include "engine/core/result.h"
#include "engine/operators/source.h"

namespace weir {

class LineFile {
 public:
  explicit LineFile(TextFile file) : file_(std::move(file)) {}

  Result<Read> read();
  // Passes over so many lines. kRestoreRefused: there are fewer.
  Result<void> skip(std::int64_t rows);

  std::string_view text() const { return text_; }  // without its end
  std::int64_t line() const { return line_; }
  const std::string& path() const { return file_.path(); }
  // After kBadRow; and of a line that is not UTF-8.
  BadRow too_long() const;
  std::optional<BadRow> bad_text() const;
  BadRow bad_at(std::size_t byte, const std::string& what) const;

 private:
  Result<void> pass_end();

  TextFile file_;
  std::string_view text_;
  std::int64_t line_ = 0;  // number of the line read last
  bool inside_ = false;    // the end of a line that was too long has not been read
};

}  // namespace weir

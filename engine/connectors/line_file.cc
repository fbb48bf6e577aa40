// Tested by tests/connectors/lines_source_test.cc.
#include "engine/connectors/line_file.h"

#include <fmt/format.h>

#include "engine/connectors/bad_row.h"
#include "engine/connectors/splits.h"
#include "engine/connectors/text_place.h"

namespace weir {

Result<Read> LineFile::read() {
  if (inside_)
    if (auto passed = pass_end(); !passed) return passed.error();
  line_++;
  std::size_t end = file_.unread().find('\n');
  while (end == std::string_view::npos && !file_.at_end() && !file_.too_long()) {
    const std::size_t searched = file_.unread().size();
    if (auto more = file_.more(); !more) return more.error();
    end = file_.unread().find('\n', searched);
  }
  const std::string_view unread = file_.unread();
  if (unread.empty()) return Read::kEnd;
  const std::size_t bytes = end == std::string_view::npos ? unread.size() : end + 1;
  const std::size_t most = file_.options().row_bytes_max;
  text_ = unread.substr(0, std::min(bytes, most));
  file_.consume(bytes);
  if (bytes > most) {
    inside_ = end == std::string_view::npos;
    return Read::kBadRow;
  }
  if (text_.ends_with('\n')) text_.remove_suffix(1);
  if (text_.ends_with('\r')) text_.remove_suffix(1);
  return Read::kRow;
}

Result<void> LineFile::pass_end() {
  std::size_t end = file_.unread().find('\n');
  while (end == std::string_view::npos && !file_.at_end()) {
    file_.consume(file_.unread().size());
    if (auto more = file_.more(); !more) return more;
    end = file_.unread().find('\n');
  }
  file_.consume(end == std::string_view::npos ? file_.unread().size() : end + 1);
  inside_ = false;
  return {};
}

Result<void> LineFile::skip(std::int64_t rows) {
  for (std::int64_t i = 0; i < rows; i++) {
    const auto said = read();
    if (!said) return said.error();
    if (*said == Read::kEnd) return position_beyond(path(), i, rows);
  }
  return {};
}

BadRow LineFile::too_long() const {
  return bad_at(0, fmt::format("saw a line of more than {} bytes, expected its end",
                               file_.options().row_bytes_max));
}

std::optional<BadRow> LineFile::bad_text() const {
  const auto bad = find_invalid_utf8(text_);
  if (!bad) return std::nullopt;
  return bad_at(*bad, invalid_utf8_text(text_, *bad));
}

BadRow LineFile::bad_at(std::size_t byte, const std::string& what) const {
  return bad_row(path(), line_, text_, byte, what);
}

}  // namespace weir

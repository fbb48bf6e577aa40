// Tested by tests/connectors/csv_source_test.cc.
#include "engine/connectors/csv_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/connectors/text_place.h"

namespace weir {

Result<Read> CsvFile::read() {
  if (inside_)
    if (auto passed = pass_line(); !passed) return passed.error();
  line_ = next_line_;
  const std::size_t most = file_.options().row_bytes_max;
  for (;;) {
    const std::string_view unread = file_.unread();
    text_ = unread.substr(0, most);  // what is behind cannot belong to the row
    const bool last = file_.at_end() && text_.size() == unread.size();
    scan_ = text_.empty() ? CsvScan::kMore : scan_csv_row(text_, delimiter_, last, row_);
    if (scan_ != CsvScan::kMore || file_.at_end() || file_.too_long()) break;
    if (auto read = file_.more(); !read) return read.error();
  }
  if (text_.empty()) return Read::kEnd;
  if (scan_ != CsvScan::kRow) return end_bad_row();
  text_ = text_.substr(0, row_.bytes);
  next_line_ += row_.quoted ? std::count(text_.begin(), text_.end(), '\n') : text_.back() == '\n';
  file_.consume(row_.bytes);
  return Read::kRow;
}

Result<Read> CsvFile::end_bad_row() {
  const std::size_t most = file_.options().row_bytes_max;
  std::size_t end = text_.find('\n', row_.at);
  while (end == std::string_view::npos && !file_.at_end() && !file_.too_long()) {
    if (auto read = file_.more(); !read) return read.error();
    text_ = file_.unread().substr(0, most);
    end = text_.find('\n', row_.at);
  }
  inside_ = end == std::string_view::npos;
  if (!inside_) text_ = text_.substr(0, end + 1);
  next_line_ += std::count(text_.begin(), text_.end(), '\n');
  file_.consume(text_.size());
  return Read::kBadRow;
}

Result<void> CsvFile::pass_line() {
  std::size_t end = file_.unread().find('\n');
  while (end == std::string_view::npos && !file_.at_end()) {
    file_.consume(file_.unread().size());
    if (auto more = file_.more(); !more) return more;
    end = file_.unread().find('\n');
  }
  file_.consume(end == std::string_view::npos ? file_.unread().size() : end + 1);
  next_line_++;
  inside_ = false;
  return {};
}

BadRow CsvFile::wrong() const {
  if (scan_ == CsvScan::kBad) {
    // What looks like a misplaced quote may be the wrong encoding.
    const auto bad = find_invalid_utf8(text_);
    return bad ? bad_utf8(*bad) : bad_at(row_.at, row_.what);
  }
  const std::size_t most = file_.options().row_bytes_max;
  if (row_.in_quotes)
    return bad_at(row_.at, fmt::format("saw a quote that is not closed in a row of {} bytes, "
                                       "expected one at the end of the field",
                                       most));
  return bad_at(0, fmt::format("saw a row of more than {} bytes, expected its end", most));
}

std::optional<BadRow> CsvFile::bad_text() const {
  if (row_.ascii) return std::nullopt;
  const auto bad = find_invalid_utf8(text());
  if (!bad) return std::nullopt;
  return bad_utf8(*bad);
}

BadRow CsvFile::bad_utf8(std::size_t byte) const {
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
  return bad_at(start, what);
}

Result<std::vector<std::string>> CsvFile::read_header() {
  const auto error = [](const BadRow& bad) { return Error{ErrorKind::kBadData, bad.error}; };
  const auto said = read();
  if (!said) return said.error();
  switch (*said) {
    case Read::kRow: break;
    case Read::kBadRow: return error(wrong());
    case Read::kEnd:
      return error(bad_at(0, "saw an empty file, expected a header with the column names"));
  }
  if (const auto bad = bad_text()) return error(*bad);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < size(); i++) {
    std::string name(field(i));
    const std::size_t start = slice(i).start();
    if (name.empty())
      return error(bad_at(start, fmt::format("saw no name for column {}, expected one", i + 1)));
    for (std::size_t other = 0; other < i; other++)
      if (names[other] == name)
        return error(bad_at(start, fmt::format("saw the name {} of column {} again, expected a "
                                               "name of its own for column {}",
                                               quote_seen(name), other + 1, i + 1)));
    names.push_back(std::move(name));
  }
  return names;
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

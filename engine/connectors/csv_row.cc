// Tested by tests/connectors/csv_row_test.cc.
#include "engine/connectors/csv_row.h"

namespace weir {

namespace {

class Scanner {
 public:
  Scanner(std::string_view text, char delimiter, bool at_end, CsvRow& row)
      : text_(text), delimiter_(delimiter), at_end_(at_end), row_(row) {}

  CsvScan scan() {
    for (;;) {
      row_.at = i_;
      const bool quoted = i_ < text_.size() && text_[i_] == '"';
      const CsvScan field = quoted ? quoted_field() : plain_field();
      if (field != CsvScan::kRow) return field;
      if (i_ == text_.size()) return end_of_text();
      if (text_[i_] != delimiter_) return end_of_row(quoted);
      i_++;
    }
  }

 private:
  bool ends_plain_field(char c) const {
    return c == delimiter_ || c == '\n' || c == '\r' || c == '"';
  }

  CsvScan plain_field() {
    const std::size_t begin = i_;
    while (i_ < text_.size() && !ends_plain_field(text_[i_])) i_++;
    row_.fields.push_back({begin, i_, false, false});
    return CsvScan::kRow;
  }

  CsvScan quoted_field() {
    CsvField field{i_ + 1, 0, true, false};
    for (std::size_t from = field.begin;;) {
      const std::size_t quote = text_.find('"', from);
      if (quote == std::string_view::npos) {
        row_.in_quotes = true;
        if (!at_end_) return CsvScan::kMore;
        i_ = text_.size();
        return bad("saw a quote that is never closed, expected one at the end of the field");
      }
      // A quote that is the last byte may turn out to be doubled: end_of_text() asks for more.
      if (quote + 1 == text_.size() || text_[quote + 1] != '"') {
        field.end = quote;
        break;
      }
      field.doubled = true;
      from = quote + 2;
    }
    row_.fields.push_back(field);
    i_ = field.end + 1;
    return CsvScan::kRow;
  }

  CsvScan end_of_text() {
    if (!at_end_) return CsvScan::kMore;
    return complete(0);
  }

  CsvScan end_of_row(bool quoted) {
    const char c = text_[i_];
    if (c == '\n') return complete(1);
    if (c == '\r') {
      if (i_ + 1 == text_.size()) return at_end_ ? complete(1) : CsvScan::kMore;
      if (text_[i_ + 1] == '\n') return complete(2);
      return bad("saw a CR without LF, expected a line end (LF or CRLF) or the field in quotes");
    }
    if (quoted)
      return bad(delimiter_ == ','
                     ? "saw text behind a closing quote, expected a comma or the line's end"
                     : "saw text behind a closing quote, expected the delimiter or the line's end");
    return bad(
        "saw a quote inside a field without quotes, expected the field in quotes and the "
        "quote doubled");
  }

  CsvScan complete(std::size_t end_bytes) {
    row_.size = i_;
    row_.bytes = i_ + end_bytes;
    return CsvScan::kRow;
  }
  CsvScan bad(const char* what) {
    row_.size = i_;
    row_.what = what;
    return CsvScan::kBad;
  }

  std::string_view text_;
  char delimiter_;
  bool at_end_;
  CsvRow& row_;
  std::size_t i_ = 0;
};

}  // namespace

CsvScan scan_csv_row(std::string_view text, char delimiter, bool at_end, CsvRow& row) {
  row.fields.clear();
  row.in_quotes = false;
  row.what = nullptr;
  return Scanner(text, delimiter, at_end, row).scan();
}

}  // namespace weir

// Tested by tests/connectors/csv_row_test.cc.
#include "engine/connectors/csv_row.h"

#include <bit>
#include <cstdint>
#include <cstring>

namespace weir {

namespace {

// Fields without quotes are nearly all there is: their ends are looked for eight bytes at a time.
constexpr std::uint64_t kOnes = 0x0101'0101'0101'0101, kHigh = 0x8080'8080'8080'8080;

constexpr std::uint64_t eight_of(char c) { return kOnes * static_cast<unsigned char>(c); }

// The lowest byte with its high bit set is the first one that is 0; those above it may be wrong.
std::uint64_t zeros(std::uint64_t word) { return (word - kOnes) & ~word & kHigh; }

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
    if constexpr (std::endian::native == std::endian::little) {
      if (!pass_words()) pass_bytes();
    } else {
      pass_bytes();
    }
    row_.fields.push_back({begin, i_, false, false});
    return CsvScan::kRow;
  }
  // To the end of the field, if that is in front of the last seven bytes.
  bool pass_words() {
    for (; i_ + 8 <= text_.size(); i_ += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, text_.data() + i_, 8);
      const std::uint64_t ends = zeros(word ^ delimiters_) | zeros(word ^ eight_of('\n')) |
                                 zeros(word ^ eight_of('\r')) | zeros(word ^ eight_of('"'));
      if (ends != 0) {
        seen_ |= word & (ends ^ (ends - 1)) >> 8;  // of the bytes in front of it
        i_ += static_cast<std::size_t>(std::countr_zero(ends)) / 8;
        return true;
      }
      seen_ |= word;
    }
    return false;
  }
  void pass_bytes() {
    for (; i_ < text_.size() && !ends_plain_field(text_[i_]); i_++)
      seen_ |= static_cast<unsigned char>(text_[i_]);
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
    row_.quoted = true;
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
    row_.ascii = !row_.quoted && (seen_ & kHigh) == 0;
    return CsvScan::kRow;
  }
  CsvScan bad(const char* what) {
    row_.size = i_;
    row_.what = what;
    return CsvScan::kBad;
  }

  std::string_view text_;
  char delimiter_;
  std::uint64_t delimiters_ = eight_of(delimiter_);
  bool at_end_;
  CsvRow& row_;
  std::uint64_t seen_ = 0;  // all bits of all bytes of plain fields
  std::size_t i_ = 0;
};

}  // namespace

CsvScan scan_csv_row(std::string_view text, char delimiter, bool at_end, CsvRow& row) {
  row.fields.clear();
  row.in_quotes = row.quoted = row.ascii = false;
  row.what = nullptr;
  return Scanner(text, delimiter, at_end, row).scan();
}

}  // namespace weir

// Anchor of reading CSV: one pass over a file that is in memory, as fast as rows of values come out
// of it. Integers are accumulated while their end is searched; text is cut at the delimiter, which
// is found eight bytes at a time; only a field that begins with a quote is copied.
//   It knows nothing of what a source knows besides: no chunks, no UTF-8, no CR inside of a row, no
//   positions, one message for every mistake.
// The memory must be readable for 8 bytes behind the text.
#pragma once
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/core/value.h"

namespace weir::bench::prototype {

// With zeros behind it, as CsvRows wants it. Empty if it cannot be read.
inline std::string whole_file(const std::string& path, std::size_t& size) {
  std::FILE* const file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) return {};
  std::fseek(file, 0, SEEK_END);
  const long end = std::max(0L, std::ftell(file));
  std::rewind(file);
  std::string text(static_cast<std::size_t>(end) + 8, '\0');
  size = std::fread(text.data(), 1, text.size() - 8, file);
  std::fclose(file);
  return text;
}

enum class CsvType : std::uint8_t { kText, kInt, kDouble, kSecond };

class CsvRows {
 public:
  CsvRows(std::string_view text, std::vector<CsvType> types)
      : p_(text.data()), end_(p_ + text.size()), types_(std::move(types)) {}

  bool failed() const { return failed_; }

  // False at the end, and at the first row that is none.
  bool next(Value& row) {
    if (p_ == end_ || failed_) return false;
    RowBuilder builder(types_.size());
    for (std::size_t i = 0; i < types_.size(); i++) {
      if (i > 0) {
        if (p_ == end_ || *p_ != ',') return fail();
        p_++;
      }
      if (!field(types_[i], builder)) return fail();
    }
    if (p_ != end_) {
      p_ += *p_ == '\r' ? 1 : 0;
      if (p_ == end_ || *p_ != '\n') return fail();
      p_++;
    }
    row = builder.take();
    return true;
  }

 private:
  bool fail() {
    failed_ = true;
    return false;
  }

  bool field(CsvType type, RowBuilder& row) {
    if (p_ != end_ && *p_ == '"') return quoted_field(type, row);
    if (type == CsvType::kInt) {
      const bool negative = p_ != end_ && *p_ == '-';
      p_ += negative ? 1 : 0;
      const char* const digits = p_;
      std::uint64_t v = 0;
      for (unsigned d; p_ < end_ && (d = digit(*p_)) < 10; p_++) v = v * 10 + d;
      if (p_ == digits || p_ - digits > 18) return false;
      const auto positive = static_cast<std::int64_t>(v);
      row.add(Value::integer(negative ? -positive : positive));
      return true;
    }
    const char* const begin = p_;
    p_ = end_of_field(p_);
    return add({begin, static_cast<std::size_t>(p_ - begin)}, type, row);
  }

  bool quoted_field(CsvType type, RowBuilder& row) {
    std::string text;
    for (p_++; p_ < end_; p_++) {
      if (*p_ == '"' && (++p_ == end_ || *p_ != '"')) return add(text, type, row);
      text += *p_;
    }
    return false;
  }

  static bool add(std::string_view text, CsvType type, RowBuilder& row) {
    const char* const end = text.data() + text.size();
    std::int64_t whole = 0;
    double number = 0;
    switch (type) {
      case CsvType::kText: row.add(Value::text(text)); return true;
      case CsvType::kInt:
        if (std::from_chars(text.data(), end, whole).ptr != end) return false;
        row.add(Value::integer(whole));
        return true;
      case CsvType::kDouble:
        if (std::from_chars(text.data(), end, number).ptr != end) return false;
        row.add(Value::number(number));
        return true;
      case CsvType::kSecond:
        if (text.size() != 19) return false;
        row.add(Value::integer(1000 * second_of(text.data())));
        return true;
    }
    return false;
  }

  // "yyyy-MM-dd HH:mm:ss", taken as it is. The days are those of Hinnant's days_from_civil.
  static std::int64_t second_of(const char* s) {
    const auto two = [&](int at) {
      return static_cast<std::int64_t>(digit(s[at]) * 10 + digit(s[at + 1]));
    };
    const std::int64_t month = two(5), year = two(0) * 100 + two(2) - (month <= 2 ? 1 : 0);
    const std::int64_t era = year / 400, of_era = year - era * 400;
    const std::int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + two(8) - 1;
    const std::int64_t day =
        era * 146'097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719'468;
    return ((day * 24 + two(11)) * 60 + two(14)) * 60 + two(17);
  }

  static unsigned digit(char c) {
    return static_cast<unsigned>(static_cast<unsigned char>(c)) - '0';
  }

  // At a comma, LF, CR or the end.
  const char* end_of_field(const char* p) const {
    constexpr std::uint64_t kOnes = 0x0101010101010101, kHigh = 0x8080808080808080;
    const auto zeros = [](std::uint64_t x) { return (x - kOnes) & ~x & kHigh; };
    for (;; p += 8) {
      std::uint64_t w = 0;
      std::memcpy(&w, p, 8);
      const std::uint64_t hit =
          zeros(w ^ kOnes * ',') | zeros(w ^ kOnes * '\n') | zeros(w ^ kOnes * '\r');
      if (hit != 0) {
        p += __builtin_ctzll(hit) / 8;
        return p < end_ ? p : end_;
      }
      if (p + 8 >= end_) return end_;
    }
  }

  const char* p_;
  const char* end_;
  std::vector<CsvType> types_;
  bool failed_ = false;
};

}  // namespace weir::bench::prototype

// Tested by tests/connectors/csv_value_test.cc.
#include "engine/connectors/csv_value.h"

#include <bit>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <limits>

#include "engine/core/check.h"

namespace weir {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// `lower` has no capitals.
bool equals_in_any_case(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  for (std::size_t i = 0; i < text.size(); i++) {
    const bool capital = text[i] >= 'A' && text[i] <= 'Z';
    if ((capital ? static_cast<char>(text[i] - 'A' + 'a') : text[i]) != lower[i]) return false;
  }
  return true;
}

std::optional<CsvMisfit> misfit_of(std::errc code) {
  return code == std::errc::result_out_of_range ? CsvMisfit::kOutOfRange : CsvMisfit::kOtherKind;
}

std::optional<CsvMisfit> parse_bool(std::string_view text, Value& out) {
  const bool yes = equals_in_any_case(text, "true");
  if (!yes && !equals_in_any_case(text, "false")) return CsvMisfit::kOtherKind;
  out = Value::boolean(yes);
  return std::nullopt;
}

// Of eight digits, the first one in the lowest byte; false if they are not.
bool eight_digits(const char* text, std::uint64_t& out) {
  constexpr std::uint64_t kOnes = 0x0101'0101'0101'0101, kHigh = 0x8080'8080'8080'8080;
  std::uint64_t word = 0;
  std::memcpy(&word, text, 8);
  // A byte above '9' reaches the high bit from below, one below '0' from above.
  if ((((word + kOnes * 0x46) | (word - kOnes * '0')) & kHigh) != 0) return false;
  word -= kOnes * '0';
  word = word * 10 + (word >> 8);  // pairs of digits, in every other byte
  constexpr std::uint64_t kPairs = 0x0000'00ff'0000'00ff;
  constexpr std::uint64_t kHundreds = 100 + (1'000'000ull << 32);
  constexpr std::uint64_t kOnesOfPairs = 1 + (10'000ull << 32);
  out = ((word & kPairs) * kHundreds + ((word >> 16) & kPairs) * kOnesOfPairs) >> 32;
  return true;
}

// The usual number: some digits, of which so many always fit. False: perhaps it is another one.
constexpr std::size_t kShort = 18;

bool parse_short(std::string_view text, std::int64_t& out) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (text.empty() || text.size() > kShort) return false;
  std::uint64_t v = 0, eight = 0;
  if constexpr (std::endian::native == std::endian::little)
    for (; text.size() >= 8; text.remove_prefix(8)) {
      if (!eight_digits(text.data(), eight)) return false;
      v = v * 100'000'000 + eight;
    }
  for (const char c : text) {
    if (!is_digit(c)) return false;
    v = v * 10 + static_cast<std::uint64_t>(c - '0');
  }
  out = negative ? -static_cast<std::int64_t>(v) : static_cast<std::int64_t>(v);
  return true;
}

std::optional<CsvMisfit> parse_int(std::string_view text, Value& out) {
  if (std::int64_t usual = 0; parse_short(text, usual)) [[likely]] {
    out = Value::integer(usual);
    return std::nullopt;
  }
  const bool plus = text.size() > 1 && text[0] == '+' && is_digit(text[1]);
  const char* const end = text.data() + text.size();
  std::int64_t v = 0;
  const auto parsed = std::from_chars(text.data() + (plus ? 1 : 0), end, v);
  if (parsed.ptr != end) return CsvMisfit::kOtherKind;
  if (parsed.ec != std::errc()) return misfit_of(parsed.ec);
  out = Value::integer(v);
  return std::nullopt;
}

std::optional<CsvMisfit> parse_double(std::string_view text, Value& out) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  double v = 0;
  if (text == "NaN") {
    v = std::numeric_limits<double>::quiet_NaN();
  } else if (text == "Infinity") {
    v = std::numeric_limits<double>::infinity();
  } else {
    // What from_chars knows besides (a second sign, inf, nan) does not begin like this.
    if (text.empty() || !(is_digit(text[0]) || text[0] == '.')) return CsvMisfit::kOtherKind;
    const char* const end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, v);
    if (parsed.ptr != end) return CsvMisfit::kOtherKind;
    if (parsed.ec != std::errc()) return misfit_of(parsed.ec);
  }
  out = Value::number(negative ? -v : v);
  return std::nullopt;
}

}  // namespace

bool is_csv_kind(Kind kind) {
  return kind == Kind::kString || kind == Kind::kInt || kind == Kind::kDouble ||
         kind == Kind::kBool;
}

std::optional<CsvMisfit> parse_csv_value(std::string_view text, Kind kind, Value& out) {
  switch (kind) {
    case Kind::kString: out = Value::text(text); return std::nullopt;
    case Kind::kBool: return parse_bool(text, out);
    case Kind::kInt: return parse_int(text, out);
    case Kind::kDouble: return parse_double(text, out);
    case Kind::kNull:
    case Kind::kList:
    case Kind::kMap:
    case Kind::kRow: break;
  }
  WEIR_CHECK(false, "a CSV column is a string, an int64, a double or a bool");
  return CsvMisfit::kOtherKind;
}

std::optional<CsvMisfit> parse_csv_value(std::string_view text, const Column& column, Value& out) {
  if (!column.timestamp) return parse_csv_value(text, column.kind, out);
  std::int64_t ms = 0;
  if (!column.timestamp->parse(text, ms)) return CsvMisfit::kOtherKind;
  out = Value::integer(ms);
  return std::nullopt;
}

}  // namespace weir

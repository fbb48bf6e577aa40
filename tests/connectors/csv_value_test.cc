// Tests engine/connectors/csv_value.h.
#include "engine/connectors/csv_value.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <optional>
#include <string>

#include "engine/core/hash.h"
#include "engine/core/java_text.h"
#include "tests/catch.h"
#include "tests/connectors/files.h"

namespace weir {
namespace {

Value good(std::string_view text, Kind kind) {
  Value out = Value::text("untouched");
  const auto misfit = parse_csv_value(text, kind, out);
  INFO(text);
  REQUIRE(!misfit);
  REQUIRE(out.kind() == kind);
  return out;
}

CsvMisfit bad(std::string_view text, Kind kind) {
  Value out = Value::text("untouched");
  const auto misfit = parse_csv_value(text, kind, out);
  INFO(text);
  REQUIRE(misfit);
  CHECK(out == Value::text("untouched"));
  return *misfit;
}

TEST_CASE("strings are taken as they are") {
  for (const char* const text : {"", " a ", "null", "12", "longer than sixteen bytes"})
    CHECK(good(text, Kind::kString).as_text() == text);
}

TEST_CASE("bools are true and false in any case, and nothing else") {
  for (const char* const yes : {"true", "TRUE", "True", "tRuE"})
    CHECK(good(yes, Kind::kBool).as_bool());
  for (const char* const no : {"false", "FALSE", "False"}) CHECK(!good(no, Kind::kBool).as_bool());
  for (const char* const text : {"", "1", "0", "yes", "t", " true", "true ", "truee", "tru"})
    CHECK(bad(text, Kind::kBool) == CsvMisfit::kOtherKind);
}

TEST_CASE("int64 covers its whole range and not one more") {
  CHECK(good("0", Kind::kInt).as_int() == 0);
  CHECK(good("-0", Kind::kInt).as_int() == 0);
  CHECK(good("+7", Kind::kInt).as_int() == 7);
  CHECK(good("-007", Kind::kInt).as_int() == -7);
  CHECK(good("9223372036854775807", Kind::kInt).as_int() == INT64_MAX);
  CHECK(good("-9223372036854775808", Kind::kInt).as_int() == INT64_MIN);
  CHECK(good("+000000000000000000000009223372036854775807", Kind::kInt).as_int() == INT64_MAX);
  for (const char* const text :
       {"9223372036854775808", "-9223372036854775809", "99999999999999999999999"})
    CHECK(bad(text, Kind::kInt) == CsvMisfit::kOutOfRange);
  for (const char* const text : {"", "-", "+", "+-1", "-+1", "--1", "1.0", "1e3", "0x10", " 1",
                                 "1 ", "1,000", "1_000", "a", "12a", "99999999999999999999a"})
    CHECK(bad(text, Kind::kInt) == CsvMisfit::kOtherKind);
  CHECK(bad(std::string_view("1\0", 2), Kind::kInt) == CsvMisfit::kOtherKind);
}

// What the engine reads eight digits at a time, digit by digit.
std::optional<std::int64_t> naive_int(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || (text.starts_with('+') && text.size() > 1)) text.remove_prefix(1);
  if (text.empty()) return std::nullopt;
  __extension__ typedef __int128 Int128;
  Int128 v = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    v = v * 10 + (c - '0');
    if (v > Int128{INT64_MAX} + 1) return std::nullopt;
  }
  if (negative) v = -v;
  if (v > INT64_MAX) return std::nullopt;
  return static_cast<std::int64_t>(v);
}

void require_as_naive(const std::string& text) {
  Value out;
  const auto misfit = parse_csv_value(text, Kind::kInt, out);
  const auto expected = naive_int(text);
  INFO(text);
  REQUIRE(!misfit == expected.has_value());
  if (expected) REQUIRE(out == Value::integer(*expected));
}

TEST_CASE("an int64 of any length, with any byte anywhere, is what its digits say or none") {
  for (std::uint64_t n = 0; n < 4000; n++) {
    std::string text = stable_hash(7, n, 0) % 3 == 0 ? "-" : "";
    const std::uint64_t size = 1 + stable_hash(7, n, 1) % 21;
    for (std::uint64_t i = 0; i < size; i++)
      text += static_cast<char>('0' + stable_hash(7, n, 2 + i) % 10);
    require_as_naive(text);
  }
  for (const std::string_view digits : {"12345678", "1234567890123456", "99999999999999999"})
    for (std::size_t at = 0; at < digits.size(); at++)
      for (int byte = 0; byte < 256; byte++) {
        std::string text(digits);
        text[at] = static_cast<char>(byte);
        require_as_naive(text);
      }
}

TEST_CASE("doubles are decimal, whatever the locale") {
  CHECK(good("1.5", Kind::kDouble).as_double() == 1.5);
  CHECK(good("-1.5e3", Kind::kDouble).as_double() == -1500);
  CHECK(good("+2", Kind::kDouble).as_double() == 2);
  CHECK(good("1.", Kind::kDouble).as_double() == 1);
  CHECK(good(".5", Kind::kDouble).as_double() == 0.5);
  CHECK(good("1E+2", Kind::kDouble).as_double() == 100);
  CHECK(good("0.1", Kind::kDouble).as_double() == 0.1);
  CHECK(std::signbit(good("-0", Kind::kDouble).as_double()));
  CHECK(!std::signbit(good("0", Kind::kDouble).as_double()));
  CHECK(good("0e-999", Kind::kDouble).as_double() == 0);
  CHECK(std::isnan(good("NaN", Kind::kDouble).as_double()));
  CHECK(good("-NaN", Kind::kDouble) == Value::number(std::nan("")));  // there is one NaN
  CHECK(good("Infinity", Kind::kDouble).as_double() == std::numeric_limits<double>::infinity());
  CHECK(good("-Infinity", Kind::kDouble).as_double() == -std::numeric_limits<double>::infinity());
  CHECK(good("1.7976931348623157E308", Kind::kDouble).as_double() ==
        std::numeric_limits<double>::max());
  CHECK(good("4.9E-324", Kind::kDouble).as_double() == std::numeric_limits<double>::denorm_min());
  for (const char* const text : {"1e309", "-1e309", "1e-400", "1.8E308", "1e99999999999"})
    CHECK(bad(text, Kind::kDouble) == CsvMisfit::kOutOfRange);
  for (const char* const text :
       {"",     ".",    "-",     "+",   "e5",    "1e",  "1e+",   "--1",    "+-1",
        "-+1",  "1,5",  " 1",    "1 ",  "0x1p3", "inf", "nan",   "nan(1)", "infinity",
        "1.5f", "1.5d", "1.2.3", "INF", "Na",    "- 1", "1e309x"})
    CHECK(bad(text, Kind::kDouble) == CsvMisfit::kOtherKind);
}

TEST_CASE("every double that is written reads back to the same bits") {
  Dice dice(9);
  for (int i = 0; i < 50'000; i++) {
    std::uint64_t bits = dice.below(SIZE_MAX);
    if (i % 3 == 0) bits &= 0x800fffffffffffffull >> dice.below(40);  // small ones
    double v = 0;
    std::memcpy(&v, &bits, sizeof v);
    const Value value = Value::number(v);
    if (good(java_double(v), Kind::kDouble) == value) continue;
    FAIL(java_double(v));
  }
}

TEST_CASE("a column is of one of four kinds") {
  for (const Kind kind : {Kind::kString, Kind::kInt, Kind::kDouble, Kind::kBool})
    CHECK(is_csv_kind(kind));
  for (const Kind kind : {Kind::kNull, Kind::kList, Kind::kMap, Kind::kRow})
    CHECK(!is_csv_kind(kind));
}

}  // namespace
}  // namespace weir

#include "engine/core/expression/number_functions.h"

#include <fmt/format.h>

#include <charconv>
#include <limits>
#include <string>
#include <system_error>

#include "engine/core/user_error.h"

namespace weir::expression {

namespace {

constexpr double kTwo63 = 9223372036854775808.0;
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();

bool is_int(const Value& v) { return v.kind() == Kind::kInt; }

// Half away from zero, of the shortest decimal that reads back as `value`, as BigDecimal.valueOf
// and RoundingMode.HALF_UP do: round(2.675, 2) is 2.68, though the double is a little less.
double round_decimal(double value, std::int64_t places) {
  if (value == 0 || places < -400) return std::isfinite(value) ? 0.0 : value;
  if (!std::isfinite(value) || places > 400) return value;
  char text[40];
  const auto written =
      std::to_chars(text, text + sizeof text, std::fabs(value), std::chars_format::scientific);
  // d.ddde±xx: the digits, and the power of ten of the first one.
  std::string digits;
  const char* at = text;
  for (; at < written.ptr && *at != 'e'; at++)
    if (*at != '.') digits += *at;
  int exponent = 0;
  std::from_chars(at[1] == '+' ? at + 2 : at + 1, written.ptr, exponent);
  const std::int64_t keep = exponent + 1 + places;  // so many digits stay
  if (keep >= static_cast<std::int64_t>(digits.size())) return value;
  if (keep < 0) return 0;
  const bool up = digits[static_cast<std::size_t>(keep)] >= '5';
  digits.resize(static_cast<std::size_t>(keep));
  digits.insert(digits.begin(), '0');  // room for a carry
  if (up) {
    std::size_t i = digits.size() - 1;
    for (; digits[i] == '9'; i--) digits[i] = '0';
    digits[i]++;
  }
  const std::string decimal = fmt::format("{}e{}", digits, -places);
  double out = 0;
  const auto read = std::from_chars(decimal.data(), decimal.data() + decimal.size(), out);
  if (read.ec != std::errc()) return value;   // rounded up beyond the largest double
  return value < 0 && out != 0 ? -out : out;  // a decimal has one zero
}

// Half away from zero; wraps where no int64 is near.
std::int64_t round_int(std::int64_t value, std::int64_t places) {
  if (places >= 0) return value;
  if (places < -19) return 0;
  __extension__ typedef __int128 Int128;
  Int128 unit = 1;
  for (std::int64_t i = 0; i < -places; i++) unit *= 10;
  const Int128 half = value < 0 ? -unit / 2 : unit / 2;
  const Int128 rounded = (value + half) / unit * unit;
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(rounded));
}

}  // namespace

void fail_zero_divisor(std::int64_t dividend, const char* sign) {
  throw UserError(ErrorKind::kUserFunction,
                  fmt::format("{} {} 0: an int64 cannot be divided by 0", dividend, sign));
}

int compare_exactly(std::int64_t a, double b) {
  if (b != b) return 2;
  if (b >= kTwo63) return -1;
  if (b < -kTwo63) return 1;
  const auto whole = static_cast<std::int64_t>(b);  // towards zero
  if (a != whole) return a < whole ? -1 : 1;
  const double fraction = b - static_cast<double>(whole);  // exact: one of them is small
  return fraction > 0 ? -1 : fraction < 0 ? 1 : 0;
}

std::int64_t to_int64(double value) {
  if (value != value) return 0;
  if (value >= kTwo63) return kMost;
  if (value < -kTwo63) return kLeast;
  return static_cast<std::int64_t>(value);
}

Value number_abs(Arguments a) {
  if (!is_int(a[0])) return Value::number(std::fabs(a[0].as_double()));
  return a[0].as_int() < 0 ? Value::integer(wrapping_sub(0, a[0].as_int())) : a[0];
}

Value number_sign(Arguments a) {
  if (is_int(a[0])) return Value::integer(a[0].as_int() < 0 ? -1 : a[0].as_int() > 0);
  const double d = a[0].as_double();
  return d > 0 ? Value::number(1) : d < 0 ? Value::number(-1) : a[0];
}

Value number_floor(Arguments a) {
  return is_int(a[0]) ? a[0] : Value::number(std::floor(a[0].as_double()));
}

Value number_ceil(Arguments a) {
  return is_int(a[0]) ? a[0] : Value::number(std::ceil(a[0].as_double()));
}

Value number_round(Arguments a) {
  const std::int64_t places = a.size() > 1 ? a[1].as_int() : 0;
  if (is_int(a[0])) return Value::integer(round_int(a[0].as_int(), places));
  return Value::number(round_decimal(a[0].as_double(), places));
}

Value number_mod(Arguments a) {
  if (is_int(a[0]) && is_int(a[1]))
    return Value::integer(remainder_of(a[0].as_int(), a[1].as_int()));
  const auto real = [](const Value& v) {
    return is_int(v) ? static_cast<double>(v.as_int()) : v.as_double();
  };
  return Value::number(remainder_of(real(a[0]), real(a[1])));
}

Value number_floor_to(Arguments a) {
  const std::int64_t value = a[0].as_int(), step = a[1].as_int();
  if (step <= 0)
    throw UserError(ErrorKind::kUserFunction,
                    fmt::format("floor_to wants a step above 0 and got {}", step));
  const std::int64_t over = value % step;
  return Value::integer(wrapping_sub(value, over < 0 ? over + step : over));
}

}  // namespace weir::expression

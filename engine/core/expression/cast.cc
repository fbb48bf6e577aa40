// cast and try_cast: what becomes of each kind in each other one.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "engine/core/expression/dynamic.h"
#include "engine/core/expression/number_functions.h"
#include "engine/core/java_text.h"
#include "engine/core/user_error.h"

namespace weir::expression {

namespace {

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// Null: the text is none. A plus sign in front is one.
Value to_number(std::string_view text, Kind to) {
  text = without_blanks(text);
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  const char* end = text.data() + text.size();
  if (to == Kind::kInt) {
    std::int64_t value = 0;
    const auto read = std::from_chars(text.data(), end, value);
    return read.ec == std::errc() && read.ptr == end ? Value::integer(value) : Value();
  }
  for (const double special : {HUGE_VAL, -HUGE_VAL, std::nan("")})
    if (text == java_double(special)) return Value::number(special);
  const bool begins = !text.empty() && text.find_first_not_of("0123456789+-.eE") == text.npos;
  double value = 0;
  const auto read = std::from_chars(text.data(), end, value);
  return begins && read.ec == std::errc() && read.ptr == end ? Value::number(value) : Value();
}

// As Flink: true, t, yes, y, 1 and their contraries, in letters of any size.
Value to_bool(std::string_view text) {
  static constexpr std::array<std::string_view, 5> kTrue = {"true", "t", "yes", "y", "1"};
  static constexpr std::array<std::string_view, 5> kFalse = {"false", "f", "no", "n", "0"};
  std::string small(without_blanks(text));
  for (char& c : small)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  if (std::find(kTrue.begin(), kTrue.end(), small) != kTrue.end()) return Value::boolean(true);
  if (std::find(kFalse.begin(), kFalse.end(), small) != kFalse.end()) return Value::boolean(false);
  return {};
}

Value from_text(const Value& v, Kind to) {
  return to == Kind::kBool ? to_bool(v.as_text()) : to_number(v.as_text(), to);
}

Value from_int(std::int64_t value, Kind to) {
  if (to == Kind::kDouble) return Value::number(static_cast<double>(value));
  if (to == Kind::kBool) return Value::boolean(value != 0);
  return Value::text(std::to_string(value));
}

// Null for what there is no cast for.
Value converted(const Value& v, Kind to) {
  switch (v.kind()) {
    case Kind::kBool:
      if (to == Kind::kString) return Value::text(v.as_bool() ? "true" : "false");
      if (to == Kind::kDouble) return Value::number(v.as_bool() ? 1 : 0);
      return Value::integer(v.as_bool() ? 1 : 0);
    case Kind::kInt: return from_int(v.as_int(), to);
    case Kind::kDouble:
      if (to == Kind::kInt) return Value::integer(to_int64(v.as_double()));
      return to == Kind::kString ? Value::text(java_double(v.as_double())) : Value();
    case Kind::kString: return from_text(v, to);
    case Kind::kNull:
    case Kind::kList:
    case Kind::kMap:
    case Kind::kRow: break;
  }
  return {};
}

}  // namespace

Value cast_value(const Value& v, Kind to, bool tries) {
  if (v.is_null() || v.kind() == to) return v;
  Value out = converted(v, to);
  if (out.is_null() && !tries)
    throw UserError(ErrorKind::kUserFunction,
                    fmt::format("{} cannot be cast to {} {}", seen_text(v),
                                to == Kind::kInt ? "an" : "a", kind_name(to)));
  return out;
}

}  // namespace weir::expression

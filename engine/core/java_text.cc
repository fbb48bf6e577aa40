#include "engine/core/java_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>

#include "engine/core/utf8.h"

namespace weir {

namespace {

// A finite number above zero as 0.d1d2d3… times ten to the `exponent`.
struct Decimal {
  std::string digits;
  int exponent = 0;
};

// `text`: d[.ddd]e±nn, as std::to_chars writes it.
Decimal parse_scientific(std::string_view text) {
  const std::size_t e = text.find('e');
  Decimal out;
  for (const char c : text.substr(0, e))
    if (c != '.') out.digits += c;
  while (out.digits.size() > 1 && out.digits.back() == '0') out.digits.pop_back();
  const bool negative = text[e + 1] == '-';
  int exponent = 0;
  for (const char c : text.substr(e + 2)) exponent = exponent * 10 + (c - '0');
  out.exponent = (negative ? -exponent : exponent) + 1;
  return out;
}

Decimal shortest(double positive) {
  char buffer[64];
  char* const end = buffer + sizeof buffer;
  const auto fewest = std::to_chars(buffer, end, positive, std::chars_format::scientific);
  Decimal out = parse_scientific({buffer, static_cast<std::size_t>(fewest.ptr - buffer)});
  if (out.digits.size() > 1) return out;
  // Java takes two digits where they are nearer than one: 4.9E-324, not 5.0E-324.
  const auto two = std::to_chars(buffer, end, positive, std::chars_format::scientific, 1);
  return parse_scientific({buffer, static_cast<std::size_t>(two.ptr - buffer)});
}

const char* escape_of(char c) {
  switch (c) {
    case '"': return "\\\"";
    case '\\': return "\\\\";
    case '\b': return "\\b";
    case '\f': return "\\f";
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\t': return "\\t";
    default: return nullptr;
  }
}

}  // namespace

std::string java_double(double value) {
  if (std::isnan(value)) return "NaN";
  std::string out = std::signbit(value) ? "-" : "";
  if (std::isinf(value)) return out + "Infinity";
  if (value == 0) return out + "0.0";

  const Decimal d = shortest(std::fabs(value));
  const auto size = static_cast<int>(d.digits.size());
  if (d.exponent <= -3 || d.exponent > 7) {  // below 1e-3 or from 1e7
    out += d.digits[0];
    out += '.';
    out += size > 1 ? d.digits.substr(1) : "0";
    out += 'E';
    return out + std::to_string(d.exponent - 1);
  }
  for (int i = std::min(d.exponent - 1, 0); i < std::max(size, d.exponent + 1); i++) {
    if (i == d.exponent) out += '.';
    out += i >= 0 && i < size ? d.digits[static_cast<std::size_t>(i)] : '0';
  }
  return out;
}

void append_json_text(std::string& out, std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (static_cast<std::uint8_t>(c) >= 0x80) {
      append_utf8(out, next_code_point(text, i));
      continue;
    }
    i++;
    if (const char* escape = escape_of(c)) {
      out += escape;
    } else if (static_cast<std::uint8_t>(c) < 0x20) {
      out += "\\u00";
      out += kHex[c >> 4];
      out += kHex[c & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

std::vector<std::string_view> java_split(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> parts;
  std::size_t at = 0;
  for (;;) {
    const std::size_t end = text.find(separator, at);
    if (end == std::string_view::npos) break;
    parts.push_back(text.substr(at, end - at));
    at = end + separator.size();
  }
  if (parts.empty()) return {text};
  parts.push_back(text.substr(at));
  while (!parts.empty() && parts.back().empty()) parts.pop_back();
  return parts;
}

}  // namespace weir

#include "engine/core/expression/text_functions.h"

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "engine/core/user_error.h"
#include "engine/core/utf8.h"

namespace weir::expression {

namespace {

constexpr std::size_t kNowhere = std::string_view::npos;
constexpr std::size_t kLongest = std::size_t{16} << 20;  // bytes of a text that is made here

// A few nested calls can ask for more than any machine has.
void append(std::string& out, std::string_view more) {
  if (out.size() + more.size() > kLongest)
    throw UserError(ErrorKind::kUserFunction, "this makes a text of more than 16 MiB");
  out += more;
}

std::int64_t characters_of(std::string_view text) {
  std::int64_t count = 0;
  for (std::size_t i = 0; i < text.size(); count++) next_code_point(text, i);
  return count;
}

// The byte behind the first `count` characters, or the end.
std::size_t byte_of(std::string_view text, std::int64_t count) {
  std::size_t i = 0;
  while (count-- > 0 && i < text.size()) next_code_point(text, i);
  return i;
}

// ASCII only: what a capital letter is elsewhere depends on the language.
Value with_letters(std::string_view text, char first, char last, int change) {
  std::string out(text);
  for (char& c : out)
    if (c >= first && c <= last) c = static_cast<char>(c + change);
  return Value::text(out);
}

Value trimmed(std::string_view text, bool left, bool right) {
  while (left && !text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (right && !text.empty() && text.back() == ' ') text.remove_suffix(1);
  return Value::text(text);
}

}  // namespace

Value text_concat(Arguments a) {
  std::string out;
  for (std::size_t i = 0; i < a.size(); i++) append(out, a[i].as_text());
  return Value::text(out);
}

Value text_length(Arguments a) { return Value::integer(characters_of(a[0].as_text())); }
Value text_lower(Arguments a) { return with_letters(a[0].as_text(), 'A', 'Z', 'a' - 'A'); }
Value text_upper(Arguments a) { return with_letters(a[0].as_text(), 'a', 'z', 'A' - 'a'); }
Value text_trim(Arguments a) { return trimmed(a[0].as_text(), true, true); }
Value text_ltrim(Arguments a) { return trimmed(a[0].as_text(), true, false); }
Value text_rtrim(Arguments a) { return trimmed(a[0].as_text(), false, true); }

// As BinaryStringDataUtil.substringSQL: from 1, 0 is 1, a negative begin counts from the end, and
// nothing is there in front of the text.
Value text_substring(Arguments a) {
  const std::string_view text = a[0].as_text();
  const std::int64_t from = a[1].as_int();
  const std::int64_t length =
      a.size() > 2 ? a[2].as_int() : std::numeric_limits<std::int64_t>::max();
  if (length < 0) return Value::null();
  std::size_t begin = 0;
  if (from > 0) begin = byte_of(text, from - 1);
  if (from < 0) {
    const std::int64_t count = characters_of(text);
    if (from < -count) return Value::text("");
    begin = byte_of(text, count + from);
  }
  const std::string_view rest = text.substr(begin);
  return Value::text(rest.substr(0, byte_of(rest, length)));
}

Value text_replace(Arguments a) {
  std::string_view rest = a[0].as_text();
  const std::string_view from = a[1].as_text();
  if (from.empty()) return a[0];
  std::string out;
  for (;;) {
    const std::size_t at = rest.find(from);
    append(out, rest.substr(0, at));
    if (at == kNowhere) return Value::text(out);
    append(out, a[2].as_text());
    rest.remove_prefix(at + from.size());
  }
}

Value text_starts_with(Arguments a) {
  return Value::boolean(a[0].as_text().starts_with(a[1].as_text()));
}
Value text_ends_with(Arguments a) {
  return Value::boolean(a[0].as_text().ends_with(a[1].as_text()));
}
Value text_contains(Arguments a) {
  return Value::boolean(a[0].as_text().find(a[1].as_text()) != kNowhere);
}

Value text_position(Arguments a) {
  const std::string_view text = a[0].as_text();
  const std::size_t at = text.find(a[1].as_text());
  return Value::integer(at == kNowhere ? 0 : characters_of(text.substr(0, at)) + 1);
}

Value text_split(Arguments a) {
  const std::string_view text = a[0].as_text(), separator = a[1].as_text();
  std::vector<Value> parts;
  std::size_t begin = 0;
  if (separator.empty()) {
    for (std::size_t i = 0; i < text.size(); begin = i) {
      next_code_point(text, i);
      parts.push_back(Value::text(text.substr(begin, i - begin)));
    }
    return Value::list(parts);
  }
  for (;;) {
    const std::size_t end = text.find(separator, begin);
    parts.push_back(Value::text(text.substr(begin, end == kNowhere ? end : end - begin)));
    if (end == kNowhere) return Value::list(parts);
    begin = end + separator.size();
  }
}

// Goes back to the last % only: what it has passed over fits as well
// for every earlier one.
bool is_like(std::string_view text, std::string_view pattern) {
  std::size_t t = 0, p = 0, back_t = 0, back_p = kNowhere;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '%') {
      back_p = ++p;
      back_t = t;
      continue;
    }
    if (p < pattern.size()) {
      std::size_t next_t = t, next_p = p;
      next_code_point(text, next_t);
      next_code_point(pattern, next_p);
      if (pattern[p] == '_' || text.substr(t, next_t - t) == pattern.substr(p, next_p - p)) {
        t = next_t;
        p = next_p;
        continue;
      }
    }
    if (back_p == kNowhere) return false;
    next_code_point(text, back_t);
    t = back_t;
    p = back_p;
  }
  while (p < pattern.size() && pattern[p] == '%') p++;
  return p == pattern.size();
}

Value sequence_size(Arguments a) { return Value::integer(static_cast<std::int64_t>(a[0].size())); }

}  // namespace weir::expression

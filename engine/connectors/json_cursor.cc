// Tested by tests/connectors/json_cursor_test.cc.
#include "engine/connectors/json_cursor.h"

#include <fmt/format.h>

#include "engine/connectors/text_place.h"
#include "engine/core/utf8.h"

namespace weir {

namespace {
bool is_digit(char c) { return c >= '0' && c <= '9'; }
}  // namespace

void JsonCursor::blanks() {
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c != ' ' && c != '\t' && c != '\n' && c != '\r') return;
    at_++;
  }
}

std::string JsonCursor::seen() const {
  if (at_ >= text_.size()) return "the end";
  std::size_t end = at_;
  next_code_point(text_, end);
  return quote_seen(text_.substr(at_, end - at_));
}

bool JsonCursor::fail(const std::string& expected) {
  if (what_.empty()) what_ = fmt::format("saw {}, expected {}", seen(), expected);
  return false;
}

JsonKind JsonCursor::peek() {
  blanks();
  const char c = at_ < text_.size() ? text_[at_] : '\0';
  switch (c) {
    case '{': return JsonKind::kObject;
    case '[': return JsonKind::kArray;
    case '"': return JsonKind::kText;
    case 't':
    case 'f': return JsonKind::kBool;
    case 'n': return JsonKind::kNull;
    default: break;
  }
  if (c == '-' || is_digit(c)) return JsonKind::kNumber;
  fail("a value");
  return JsonKind::kNothing;
}

bool JsonCursor::word(std::string_view word) {
  blanks();
  if (text_.substr(at_, word.size()) != word) return fail("a value");
  at_ += word.size();
  return true;
}

bool JsonCursor::boolean(bool& out) {
  blanks();
  out = at_ < text_.size() && text_[at_] == 't';
  return word(out ? "true" : "false");
}

bool JsonCursor::number(std::string_view& raw, bool& whole) {
  blanks();
  const std::size_t begin = at_;
  const auto digits = [&] {
    const std::size_t first = at_;
    while (at_ < text_.size() && is_digit(text_[at_])) at_++;
    return at_ > first || fail("a digit");
  };
  const auto take = [&](char a, char b) {
    const bool there = at_ < text_.size() && (text_[at_] == a || text_[at_] == b);
    at_ += there ? 1 : 0;
    return there;
  };
  take('-', '-');
  const bool zero = at_ < text_.size() && text_[at_] == '0';
  const std::size_t first = at_;
  if (!digits()) return false;
  if (zero && at_ > first + 1) {
    at_ = first;
    return fail("a number without leading zeros");
  }
  whole = true;
  if (take('.', '.')) {
    whole = false;
    if (!digits()) return false;
  }
  if (take('e', 'E')) {
    whole = false;
    take('+', '-');
    if (!digits()) return false;
  }
  raw = text_.substr(begin, at_ - begin);
  return true;
}

bool JsonCursor::text(std::string_view& out) {
  blanks();
  if (at_ >= text_.size() || text_[at_] != '"') return fail("a text in double quotes");
  const std::size_t begin = at_++;
  scratch_.clear();
  bool escaped = false;
  std::size_t plain = at_;  // what of it was not copied
  for (;;) {
    if (at_ >= text_.size()) {
      at_ = begin;
      what_ = "saw a text that is never closed, expected a quote at its end";
      return false;
    }
    const char c = text_[at_];
    if (c == '"') break;
    if (static_cast<unsigned char>(c) < 0x20) return fail("it escaped in a text");
    if (c != '\\') {
      at_++;
      continue;
    }
    escaped = true;
    scratch_.append(text_, plain, at_ - plain);
    if (!escape()) return false;
    plain = at_;
  }
  out = text_.substr(begin + 1, at_ - begin - 1);
  if (escaped) {
    scratch_.append(text_, plain, at_ - plain);
    out = scratch_;
  }
  at_++;
  return true;
}

bool JsonCursor::hex(std::uint32_t& code) {
  code = 0;
  for (int i = 0; i < 4; i++, at_++) {
    const char c = at_ < text_.size() ? text_[at_] : '\0';
    const int digit = is_digit(c)              ? c - '0'
                      : (c >= 'a' && c <= 'f') ? c - 'a' + 10
                      : (c >= 'A' && c <= 'F') ? c - 'A' + 10
                                               : -1;
    if (digit < 0) return fail("four hexadecimal digits behind \\u");
    code = code * 16 + static_cast<std::uint32_t>(digit);
  }
  return true;
}

bool JsonCursor::escape() {
  const std::size_t begin = at_++;
  const char c = at_ < text_.size() ? text_[at_] : '\0';
  const std::string_view names = "\"\\/bfnrt";
  const std::size_t i = c == '\0' ? std::string_view::npos : names.find(c);
  if (i != std::string_view::npos) {
    scratch_ += "\"\\/\b\f\n\r\t"[i];
    at_++;
    return true;
  }
  if (c != 'u') return fail("an escape: \\\" \\\\ \\/ \\b \\f \\n \\r \\t or \\u");
  at_++;
  std::uint32_t code = 0, low = 0;
  if (!hex(code)) return false;
  const bool pair = code >= 0xd800 && code < 0xdc00 && text_.substr(at_, 2) == "\\u";
  if (pair) {
    at_ += 2;
    if (!hex(low)) return false;
    if (low >= 0xdc00 && low < 0xe000) code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
  }
  if (code >= 0xd800 && code < 0xe000) {
    at_ = begin;
    what_ = "saw half of a surrogate pair, expected both halves";
    return false;
  }
  append_utf8(scratch_, code);
  return true;
}

bool JsonCursor::begin(char c) {
  blanks();
  if (at_ >= text_.size() || text_[at_] != c) return fail(c == '{' ? "an object" : "an array");
  if (depth_ == kJsonNesting) {
    what_ = fmt::format("saw values nested more than {} deep, expected fewer", kJsonNesting);
    return false;
  }
  is_object_[static_cast<std::size_t>(depth_++)] = c == '{';
  at_++;
  first_ = true;
  return true;
}

bool JsonCursor::more(char close, const char* expected) {
  blanks();
  const char c = at_ < text_.size() ? text_[at_] : '\0';
  const bool first = first_;
  first_ = false;
  if (c == close) {
    depth_--;
    at_++;
    return false;
  }
  if (first) return true;
  if (c != ',') return fail(expected);
  at_++;
  return true;
}

bool JsonCursor::member(std::string_view& name) {
  if (failed() || !more('}', "',' or '}'")) return false;
  blanks();
  if (at_ >= text_.size() || text_[at_] != '"') return fail("a name in double quotes");
  if (!text(name)) return false;
  blanks();
  if (at_ >= text_.size() || text_[at_] != ':') return fail("':'");
  at_++;
  return true;
}

bool JsonCursor::element() { return !failed() && more(']', "',' or ']'"); }

bool JsonCursor::skip() {
  const int outside = depth_;
  do {
    std::string_view ignored;
    bool flag = false, ok = true;
    switch (peek()) {
      case JsonKind::kNull: ok = null(); break;
      case JsonKind::kBool: ok = boolean(flag); break;
      case JsonKind::kNumber: ok = number(ignored, flag); break;
      case JsonKind::kText: ok = text(ignored); break;
      case JsonKind::kArray: ok = begin_array(); break;
      case JsonKind::kObject: ok = begin_object(); break;
      case JsonKind::kNothing: ok = false; break;
    }
    if (!ok) return false;
    // On to the next value inside of what was begun here, if there is one.
    while (depth_ > outside) {
      const bool object = is_object_[static_cast<std::size_t>(depth_ - 1)];
      if (object ? member(ignored) : element()) break;
      if (failed()) return false;
    }
  } while (depth_ > outside);
  return true;
}

bool JsonCursor::end() {
  blanks();
  return at_ == text_.size() || fail("nothing behind the value");
}

}  // namespace weir

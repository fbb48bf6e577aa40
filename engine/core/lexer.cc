#include "engine/core/lexer.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <limits>

#include "engine/core/duration_text.h"
#include "engine/core/java_text.h"
#include "engine/core/utf8.h"

namespace weir {

namespace {

constexpr std::array<std::string_view, 6> kLongSigns{"==", "!=", "<>", "<=", ">=", "||"};
constexpr std::string_view kSigns = "+-*/%()[],.?:=<>";
constexpr const char* kMinDigits = "9223372036854775808";  // 2^63

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool begins_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool in_name(char c) { return begins_name(c) || is_digit(c); }

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  Lexed run() {
    while (skip_blanks()) token();
    out_.tokens.push_back({TokenKind::kEnd, {text_.size(), text_.size()}, ""});
    return std::move(out_);
  }

 private:
  bool skip_blanks() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r'))
      at_++;
    return at_ < text_.size();
  }

  void token() {
    const char c = text_[at_];
    if (begins_name(c)) return name();
    if (is_digit(c)) return number();
    if (c == '\'') return quoted('\'', TokenKind::kText);
    if (c == '`') return quoted('`', TokenKind::kName);
    sign();
  }

  void push(TokenKind kind, std::size_t begin, std::string text, Value value = {}) {
    out_.tokens.push_back({kind, {begin, at_}, std::move(text), std::move(value)});
  }
  void mistake(std::size_t begin, std::string what) {
    out_.mistakes.push_back({{begin, at_}, std::move(what)});
  }

  void name() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && in_name(text_[at_])) at_++;
    push(TokenKind::kName, begin, std::string(text_.substr(begin, at_ - begin)));
  }

  // Texts and names in quotes; the quote is doubled inside.
  void quoted(char quote, TokenKind kind) {
    const std::size_t begin = at_++;
    std::string content;
    for (;;) {
      const std::size_t end = text_.find(quote, at_);
      if (end == std::string_view::npos) {
        at_ = text_.size();
        return mistake(begin, quote == '\'' ? "this text has no closing quote"
                                            : "this name has no closing backquote");
      }
      content += text_.substr(at_, end - at_);
      at_ = end + 1;
      if (at_ == text_.size() || text_[at_] != quote) break;
      content += quote;
      at_++;
    }
    if (kind == TokenKind::kText) {
      Value value = Value::text(content);
      return push(kind, begin, std::move(content), std::move(value));
    }
    if (content.empty()) return mistake(begin, "a name between backquotes is empty");
    push(kind, begin, std::move(content));
    out_.tokens.back().quoted = true;
  }

  void digits() {
    while (at_ < text_.size() && is_digit(text_[at_])) at_++;
  }

  void number() {
    const std::size_t begin = at_;
    digits();
    bool whole = true;
    if (at_ + 1 < text_.size() && text_[at_] == '.' && is_digit(text_[at_ + 1])) {
      whole = false;
      at_++;
      digits();
    }
    whole = !exponent() && whole;
    const std::size_t end = at_;
    while (at_ < text_.size() && in_name(text_[at_])) at_++;
    const std::string_view unit = text_.substr(end, at_ - end);
    const std::string_view number = text_.substr(begin, end - begin);
    if (!whole) return real(begin, number, unit);
    integer(begin, number, unit);
  }

  // An e that no digits follow belongs to a unit, or is a mistake there.
  bool exponent() {
    if (at_ >= text_.size() || (text_[at_] != 'e' && text_[at_] != 'E')) return false;
    std::size_t i = at_ + 1;
    if (i < text_.size() && (text_[i] == '+' || text_[i] == '-')) i++;
    if (i >= text_.size() || !is_digit(text_[i])) return false;
    at_ = i;
    digits();
    return true;
  }

  void real(std::size_t begin, std::string_view number, std::string_view unit) {
    if (!unit.empty())
      return mistake(begin, fmt::format("'{}{}' is no number; a length of time has no fraction, "
                                        "write it in a smaller unit",
                                        number, unit));
    double value = 0;
    const auto read = std::from_chars(number.data(), number.data() + number.size(), value);
    if (read.ec != std::errc())
      return mistake(begin, fmt::format("{} is outside of what a double can hold", number));
    push(TokenKind::kNumber, begin, std::string(number), Value::number(value));
  }

  void integer(std::size_t begin, std::string_view number, std::string_view unit) {
    std::int64_t value = 0;
    const auto read = std::from_chars(number.data(), number.data() + number.size(), value);
    if (read.ec != std::errc()) {
      if (number == kMinDigits && unit.empty())
        return push(TokenKind::kInteger, begin, std::string(number));
      return mistake(begin,
                     fmt::format("{} is too large for an int64 (the largest is {}); 1e30 is a "
                                 "double",
                                 number, std::numeric_limits<std::int64_t>::max()));
    }
    if (!unit.empty()) {
      const auto milliseconds = unit_of_time(unit);
      if (!milliseconds)
        return mistake(begin, fmt::format("'{}{}' is neither a number nor a name; the units of "
                                          "time are ms, s, min, h and d",
                                          number, unit));
      if (__builtin_mul_overflow(value, *milliseconds, &value))
        return mistake(begin,
                       fmt::format("{}{} is longer than an int64 of ms can say", number, unit));
    }
    push(TokenKind::kInteger, begin, std::string(text_.substr(begin, at_ - begin)),
         Value::integer(value));
  }

  void sign() {
    const std::size_t begin = at_;
    for (const std::string_view two : kLongSigns)
      if (text_.substr(at_).starts_with(two)) {
        at_ += two.size();
        return push(TokenKind::kSign, begin, std::string(two));
      }
    if (kSigns.find(text_[at_]) != std::string_view::npos) {
      at_++;
      return push(TokenKind::kSign, begin, std::string(text_.substr(begin, 1)));
    }
    unknown(begin);
  }

  void unknown(std::size_t begin) {
    if (text_[at_] == '"') {
      const std::size_t end = text_.find('"', at_ + 1);
      at_ = end == std::string_view::npos ? text_.size() : end + 1;
      return mistake(begin, "a text stands in single quotes: 'like this'");
    }
    for (const auto& [seen, word] : {std::pair{"&&", "and"}, std::pair{"!", "not"},
                                     std::pair{"&", "and"}, std::pair{"|", "or"}})
      if (text_.substr(at_).starts_with(seen)) {
        at_ += std::string_view(seen).size();
        return mistake(begin, fmt::format("'{}' is not used here; write '{}'", seen, word));
      }
    do next_code_point(text_, at_);  // one mistake for a word of such characters
    while (at_ < text_.size() && static_cast<unsigned char>(text_[at_]) >= 0x80);
    mistake(begin,
            "this means nothing here; a name with other characters than "
            "letters, digits and _ stands in backquotes: `per page`");
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Lexed out_;
};

}  // namespace

Lexed lex(std::string_view text) { return Scanner(text).run(); }

std::string describe(const Token& token) {
  switch (token.kind) {
    case TokenKind::kEnd: return "the end";
    case TokenKind::kName: return token.quoted ? '`' + token.text + '`' : '\'' + token.text + '\'';
    case TokenKind::kText: return literal_text(token.value);
    case TokenKind::kInteger:
    case TokenKind::kNumber: return token.text;
    case TokenKind::kSign: return '\'' + token.text + '\'';
  }
  return {};
}

std::optional<Value> parse_literal(TokenCursor& cursor) {
  const bool minus = cursor.is_sign("-");
  const Token& token = cursor.peek(minus ? 1 : 0);
  std::optional<Value> out;
  if (token.kind == TokenKind::kInteger) {
    if (token.value.is_null() && minus)
      out = Value::integer(std::numeric_limits<std::int64_t>::min());
    else if (!token.value.is_null())
      out = Value::integer(minus ? -token.value.as_int() : token.value.as_int());
  } else if (token.kind == TokenKind::kNumber) {
    out = Value::number(minus ? -token.value.as_double() : token.value.as_double());
  } else if (minus) {
    return std::nullopt;
  } else if (token.kind == TokenKind::kText) {
    out = token.value;
  } else if (cursor.is_word("null")) {
    out = Value::null();
  } else if (cursor.is_word("true") || cursor.is_word("false")) {
    out = Value::boolean(cursor.is_word("true"));
  }
  if (!out) return std::nullopt;
  if (minus) cursor.take();
  cursor.take();
  return out;
}

std::string literal_text(const Value& value) {
  switch (value.kind()) {
    case Kind::kNull: return "null";
    case Kind::kBool: return value.as_bool() ? "true" : "false";
    case Kind::kInt: return std::to_string(value.as_int());
    case Kind::kDouble: return java_double(value.as_double());
    case Kind::kString: {
      std::string out = "'";
      for (const char c : value.as_text()) {
        if (c == '\'') out += '\'';
        out += c;
      }
      return out + '\'';
    }
    case Kind::kList:
    case Kind::kMap:
    case Kind::kRow: break;
  }
  return value.to_string();
}

}  // namespace weir

#include "tests/conformance/json.h"

#include <charconv>
#include <cstdint>
#include <vector>

#include "engine/core/utf8.h"

namespace weir::conformance {

namespace {

constexpr int kMaxDepth = 100;

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Result<Value> read() {
    Value value = read_value(0);
    skip_space();
    if (error_.empty() && at_ < text_.size()) fail("something follows the value");
    if (!error_.empty()) return Error{ErrorKind::kBadData, error_};
    return value;
  }

 private:
  Value fail(const char* what) {
    if (error_.empty()) error_ = std::string(what) + " at byte " + std::to_string(at_);
    at_ = text_.size();
    return {};
  }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_space() {
    while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') at_++;
  }
  bool take(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }

  Value read_value(int depth) {
    if (depth > kMaxDepth) return fail("too deep");
    skip_space();
    switch (peek()) {
      case '{': return read_object(depth);
      case '[': return read_array(depth);
      case '"': return Value::text(read_string());
      default: break;
    }
    if (take("true")) return Value::boolean(true);
    if (take("false")) return Value::boolean(false);
    if (take("null")) return {};
    return read_number();
  }

  Value read_array(int depth) {
    std::vector<Value> elements;
    at_++;
    skip_space();
    if (take("]")) return Value::list(elements);
    while (error_.empty()) {
      elements.push_back(read_value(depth + 1));
      skip_space();
      if (take("]")) return Value::list(elements);
      if (!take(",")) fail("expected , or ]");
    }
    return {};
  }

  Value read_object(int depth) {
    std::vector<Value> entries;
    at_++;
    skip_space();
    if (take("}")) return Value::map(entries);
    while (error_.empty()) {
      skip_space();
      if (peek() != '"') return fail("expected a key");
      entries.push_back(Value::text(read_string()));
      skip_space();
      if (!take(":")) return fail("expected :");
      entries.push_back(read_value(depth + 1));
      skip_space();
      if (take("}")) {
        Value object = Value::map(entries);
        return object.size() == entries.size() / 2 ? object : fail("a key is given twice");
      }
      if (!take(",")) fail("expected , or }");
    }
    return {};
  }

  bool take_digits() {
    const std::size_t start = at_;
    while (peek() >= '0' && peek() <= '9') at_++;
    return at_ > start;
  }

  template <class T>
  bool convert(std::size_t start, T& value) const {
    const char* const last = text_.data() + at_;
    const auto parsed = std::from_chars(text_.data() + start, last, value);
    return parsed.ec == std::errc() && parsed.ptr == last;
  }

  Value read_number() {
    const std::size_t start = at_;
    take("-");
    const std::size_t digits = at_;
    if (!take_digits() || (text_[digits] == '0' && at_ > digits + 1)) return fail("bad value");
    const std::size_t end_of_integer = at_;
    if (take(".") && !take_digits()) return fail("bad number");
    if (take("e") || take("E")) {
      if (!take("+")) take("-");
      if (!take_digits()) return fail("bad number");
    }
    if (at_ == end_of_integer) {
      std::int64_t value = 0;
      return convert(start, value) ? Value::integer(value) : fail("not an int64");
    }
    double value = 0;
    return convert(start, value) ? Value::number(value) : fail("not a double");
  }

  std::uint32_t read_hex4() {
    std::uint32_t code = 0;
    const std::string_view digits = text_.substr(at_, 4);
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
    if (digits.size() < 4 || parsed.ptr != digits.data() + 4) fail("bad \\u escape");
    at_ += 4;
    return code;
  }

  void read_escape(std::string& out) {
    static constexpr std::string_view kNames = "\"\\/bfnrt", kMeanings = "\"\\/\b\f\n\r\t";
    const char c = peek();
    at_++;
    if (const std::size_t i = kNames.find(c); i != std::string_view::npos) {
      out += kMeanings[i];
      return;
    }
    if (c != 'u') {
      fail("bad escape");
      return;
    }
    std::uint32_t code = read_hex4();
    if (code >= 0xd800 && code < 0xdc00 && take("\\u")) {
      const std::uint32_t low = read_hex4();
      if (low < 0xdc00 || low > 0xdfff) fail("half a surrogate pair");
      code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    } else if (code >= 0xd800 && code < 0xe000) {
      fail("half a surrogate pair");
    }
    if (error_.empty()) append_utf8(out, code);
  }

  std::string read_string() {
    std::string out;
    at_++;
    while (error_.empty() && at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"') {
        at_++;
        return out;
      }
      if (c == '\\') {
        at_++;
        read_escape(out);
      } else if (static_cast<std::uint8_t>(c) < 0x20) {
        fail("control character in a string");
      } else {
        out += c;
        at_++;
      }
    }
    fail("a string does not end");
    return {};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string error_;
};

}  // namespace

Result<Value> parse_json(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t start = i;
    if (next_code_point(text, i) == kReplacementCharacter &&
        text.substr(start, i - start) != "\xef\xbf\xbd")
      return Error{ErrorKind::kBadData, "invalid UTF-8 at byte " + std::to_string(start)};
  }
  return Reader(text).read();
}

// Value::to_string() is JSON with spaces, rows as arrays; only NaN and the infinities are not.
std::string json_text(const Value& value) { return value.to_string(); }

}  // namespace weir::conformance

#include "engine/trace/json.h"

#include <charconv>
#include <cmath>
#include <optional>

#include "engine/core/java_text.h"
#include "engine/core/utf8.h"

namespace weir {

namespace {

// next_code_point() reads damage as U+FFFD, which may also be there in earnest.
bool is_utf8(std::string_view s) {
  for (std::size_t i = 0; i < s.size();) {
    if (static_cast<unsigned char>(s[i]) < 0x80) {
      i++;
      continue;
    }
    const std::size_t start = i;
    const std::uint32_t code = next_code_point(s, i);
    if (code == kReplacementCharacter && s.substr(start, i - start) != "\xef\xbf\xbd") return false;
  }
  return true;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<Value> document() {
    Value v;
    skip_space();
    if (!value(v, 0) || !end()) return error();
    return v;
  }
  Result<std::vector<JsonMember>> object_document() {
    std::vector<JsonMember> out;
    skip_space();
    if (peek() != '{') {
      fail("expected an object");
      return error();
    }
    if (!members(out, 1) || !end()) return error();
    return out;
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool fail(const char* what) {
    if (!what_) {
      what_ = what;
      failed_at_ = at_;
    }
    return false;
  }
  Error error() const {
    std::size_t line = 1, start = 0;
    for (std::size_t i = 0; i < failed_at_ && i < text_.size(); i++)
      if (text_[i] == '\n') {
        line++;
        start = i + 1;
      }
    return Error{ErrorKind::kBadData, "line " + std::to_string(line) + ", column " +
                                          std::to_string(failed_at_ - start + 1) + ": " +
                                          (what_ ? what_ : "bad JSON")};
  }
  void skip_space() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c != ' ' && c != '\t' && c != '\n' && c != '\r') return;
      at_++;
    }
  }
  bool end() {
    skip_space();
    return at_ == text_.size() || fail("nothing may follow the value");
  }
  bool word(std::string_view w) {
    if (text_.substr(at_, w.size()) != w) return fail("expected a value");
    at_ += w.size();
    return true;
  }

  bool value(Value& out, int depth) {
    if (depth > kJsonDepth) return fail("nested too deeply");
    switch (peek()) {
      case '{': return object(out, depth);
      case '[': return array(out, depth);
      case '"': return text(out);
      case 't': out = Value::boolean(true); return word("true");
      case 'f': out = Value::boolean(false); return word("false");
      case 'n': out = Value::null(); return word("null");
      default: return number(out);
    }
  }

  bool array(Value& out, int depth) {
    std::vector<Value> elements;
    at_++;
    skip_space();
    if (peek() != ']') {
      while (true) {
        Value v;
        if (!value(v, depth + 1)) return false;
        elements.push_back(std::move(v));
        skip_space();
        if (peek() != ',') break;
        at_++;
        skip_space();
      }
    }
    if (peek() != ']') return fail("expected ',' or ']'");
    at_++;
    out = Value::list(elements);
    return true;
  }

  bool members(std::vector<JsonMember>& out, int depth) {
    at_++;
    skip_space();
    if (peek() != '}') {
      while (true) {
        if (peek() != '"') return fail("expected the name of a member");
        JsonMember m;
        if (!string(m.name)) return false;
        skip_space();
        if (peek() != ':') return fail("expected ':'");
        at_++;
        skip_space();
        if (!value(m.value, depth)) return false;
        out.push_back(std::move(m));
        skip_space();
        if (peek() != ',') break;
        at_++;
        skip_space();
      }
    }
    if (peek() != '}') return fail("expected ',' or '}'");
    at_++;
    return true;
  }

  bool object(Value& out, int depth) {
    const std::size_t start = at_;
    std::vector<JsonMember> list;
    if (!members(list, depth + 1)) return false;
    std::vector<Value> entries;
    entries.reserve(2 * list.size());
    for (JsonMember& m : list) {
      entries.push_back(Value::text(m.name));
      entries.push_back(std::move(m.value));
    }
    out = Value::map(entries);
    if (out.size() == list.size()) return true;
    at_ = start;
    return fail("a name is there twice in this object");
  }

  bool text(Value& out) {
    std::string s;
    if (!string(s)) return false;
    out = Value::text(s);
    return true;
  }

  bool string(std::string& out) {
    const std::size_t start = ++at_;
    while (true) {
      if (at_ >= text_.size()) return fail("the string does not end");
      const char c = text_[at_];
      if (c == '"') break;
      if (static_cast<unsigned char>(c) < 0x20) return fail("control characters must be escaped");
      if (c == '\\') {
        if (!escape(out)) return false;
      } else {
        out += c;
        at_++;
      }
    }
    if (!is_utf8(text_.substr(start, at_ - start))) {
      at_ = start;
      return fail("the string is not UTF-8");
    }
    at_++;
    return true;
  }

  std::optional<std::uint32_t> hex4() {
    std::uint32_t code = 0;
    const char* first = text_.data() + at_;
    if (text_.size() - at_ < 4) return std::nullopt;
    const auto [end, problem] = std::from_chars(first, first + 4, code, 16);
    if (problem != std::errc() || end != first + 4) return std::nullopt;
    at_ += 4;
    return code;
  }

  bool escape(std::string& out) {
    at_++;
    const char c = peek();
    at_++;
    switch (c) {
      case '"':
      case '\\':
      case '/': out += c; return true;
      case 'b': out += '\b'; return true;
      case 'f': out += '\f'; return true;
      case 'n': out += '\n'; return true;
      case 'r': out += '\r'; return true;
      case 't': out += '\t'; return true;
      case 'u': return unicode(out);
      default: at_ -= 2; return fail("unknown escape");
    }
  }

  bool unicode(std::string& out) {
    const auto high = hex4();
    if (!high) return fail("\\u needs four hexadecimal digits");
    std::uint32_t code = *high;
    if (code >= 0xdc00 && code <= 0xdfff) return fail("half of a surrogate pair");
    if (code >= 0xd800 && code <= 0xdbff) {
      if (text_.substr(at_, 2) != "\\u") return fail("half of a surrogate pair");
      at_ += 2;
      const auto low = hex4();
      if (!low || *low < 0xdc00 || *low > 0xdfff) return fail("half of a surrogate pair");
      code = 0x10000 + ((code - 0xd800) << 10) + (*low - 0xdc00);
    }
    append_utf8(out, code);
    return true;
  }

  bool digits() {
    const std::size_t start = at_;
    while (peek() >= '0' && peek() <= '9') at_++;
    return at_ > start || fail("expected a value");
  }

  bool number(Value& out) {
    const std::size_t start = at_;
    if (peek() == '-') at_++;
    const bool zero = peek() == '0';
    const std::size_t first = at_;
    if (!digits()) return false;
    if (zero && at_ > first + 1) return fail("a number does not begin with 0");
    bool whole = true;
    if (peek() == '.') {
      whole = false;
      at_++;
      if (!digits()) return false;
    }
    if (peek() == 'e' || peek() == 'E') {
      whole = false;
      at_++;
      if (peek() == '+' || peek() == '-') at_++;
      if (!digits()) return false;
    }
    const char *from = text_.data() + start, *to = text_.data() + at_;
    if (whole) {
      std::int64_t v = 0;
      if (std::from_chars(from, to, v).ec != std::errc()) {
        at_ = start;
        return fail("the integer does not fit into 64 bits");
      }
      out = Value::integer(v);
      return true;
    }
    double v = 0;
    const auto problem = std::from_chars(from, to, v).ec;
    if (problem != std::errc()) {
      at_ = start;
      return fail("the number does not fit into a double");
    }
    out = Value::number(v);
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0, failed_at_ = 0;
  const char* what_ = nullptr;
};

}  // namespace

Result<Value> parse_json(std::string_view text) { return Parser(text).document(); }

Result<std::vector<JsonMember>> parse_json_object(std::string_view text) {
  auto out = Parser(text).object_document();
  if (!out) return out;
  for (std::size_t i = 0; i < out->size(); i++)
    for (std::size_t j = i + 1; j < out->size(); j++)
      if ((*out)[i].name == (*out)[j].name)
        return Error{ErrorKind::kBadData,
                     "line 1, column 1: '" + (*out)[i].name + "' is there twice in this object"};
  return out;
}

void append_json(std::string& out, const Value& v) {
  switch (v.kind()) {
    case Kind::kNull: out += "null"; return;
    case Kind::kBool: out += v.as_bool() ? "true" : "false"; return;
    case Kind::kInt: {
      char digits[24];
      const auto end = std::to_chars(digits, digits + sizeof digits, v.as_int()).ptr;
      out.append(digits, end);
      return;
    }
    case Kind::kDouble: {
      const bool finite = std::isfinite(v.as_double());
      if (!finite) out += '"';
      out += java_double(v.as_double());
      if (!finite) out += '"';
      return;
    }
    case Kind::kString: append_json_text(out, v.as_text()); return;
    case Kind::kList:
    case Kind::kRow: {
      char before = '[';
      for (const Value& e : v.elements()) {
        out += before;
        append_json(out, e);
        before = ',';
      }
      out += v.size() == 0 ? "[]" : "]";
      return;
    }
    case Kind::kMap: {
      out += '{';
      for (std::size_t i = 0; i < v.size(); i++) {
        if (i) out += ',';
        const Value& key = v.at(2 * i);
        append_json_text(
            out, key.kind() == Kind::kString ? std::string(key.as_text()) : key.to_string());
        out += ':';
        append_json(out, v.at(2 * i + 1));
      }
      out += '}';
      return;
    }
  }
}

std::string to_json(const Value& value) {
  std::string out;
  append_json(out, value);
  return out;
}

}  // namespace weir

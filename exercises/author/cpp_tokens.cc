// Tested by tests/exercises/mutants_test.cc.
#include "exercises/author/cpp_tokens.h"

#include <algorithm>
#include <array>

namespace weir::exercises {

namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

constexpr std::array<std::string_view, 25> kLong{
    "<<=", ">>=", "<=>", "->*", "...", "<=", ">=", "==", "!=", "&&", "||", "++", "--",
    "+=",  "-=",  "*=",  "/=",  "%=",  "&=", "|=", "^=", "<<", ">>", "->", "::"};

class Reader {
 public:
  explicit Reader(std::string_view s) : s_(s) {}

  std::vector<CppToken> all() {
    while (at_ < s_.size())
      if (!skipped()) take();
    find_bodies();
    return std::move(out_);
  }

 private:
  bool skipped() {
    if (is_space(s_[at_])) {
      at_++;
    } else if (s_.substr(at_, 2) == "//" || (s_[at_] == '#' && first_in_line())) {
      at_ = std::min(s_.find('\n', at_), s_.size());
    } else if (s_.substr(at_, 2) == "/*") {
      const std::size_t end = s_.find("*/", at_ + 2);
      at_ = end == std::string_view::npos ? s_.size() : end + 2;
    } else {
      return false;
    }
    return true;
  }

  bool first_in_line() const {
    std::size_t i = at_;
    while (i > 0 && (s_[i - 1] == ' ' || s_[i - 1] == '\t')) i--;
    return i == 0 || s_[i - 1] == '\n';
  }

  std::size_t end_of_text(char quote) const {
    std::size_t i = at_ + 1;
    while (i < s_.size() && s_[i] != quote && s_[i] != '\n') i += s_[i] == '\\' ? 2u : 1u;
    return std::min(i + 1, s_.size());
  }

  void take() {
    const char c = s_[at_];
    TokenKind kind = TokenKind::kOperator;
    std::size_t end = at_ + 1;
    if (is_letter(c)) {
      kind = TokenKind::kWord;
      while (end < s_.size() && (is_letter(s_[end]) || is_digit(s_[end]))) end++;
    } else if (is_digit(c)) {
      kind = TokenKind::kNumber;
      while (end < s_.size() && (is_letter(s_[end]) || is_digit(s_[end]) || s_[end] == '.' ||
                                 (s_[end] == '\'' && end + 1 < s_.size() && is_digit(s_[end + 1]))))
        end++;
    } else if (c == '"' || c == '\'') {
      kind = TokenKind::kText;
      end = end_of_text(c);
    } else {
      for (const std::string_view op : kLong)
        if (s_.substr(at_, op.size()) == op) {
          end = at_ + op.size();
          break;
        }
    }
    const bool spaced = at_ > 0 && is_space(s_[at_ - 1]) && end < s_.size() && is_space(s_[end]);
    out_.push_back({kind, s_.substr(at_, end - at_), at_, spaced, false});
    at_ = end;
  }

  // A body begins at a brace behind a parameter list, and all braces in it belong to it.
  void find_bodies() {
    std::size_t depth = 0, body = 0;  // body: depth in which it stands, 0: in none
    for (std::size_t i = 0; i < out_.size(); i++) {
      const std::string_view t = out_[i].text;
      out_[i].in_body = body > 0;
      if (t == "{") {
        depth++;
        if (body == 0 && opens_body(i)) body = depth;
      } else if (t == "}") {
        if (depth == body) body = 0;
        if (depth > 0) depth--;
      }
    }
  }

  bool opens_body(std::size_t i) const {
    while (i > 0) {
      const std::string_view before = out_[i - 1].text;
      if (before == ")") return true;
      if (before != "const" && before != "override" && before != "noexcept" && before != "final")
        return false;
      i--;
    }
    return false;
  }

  std::string_view s_;
  std::size_t at_ = 0;
  std::vector<CppToken> out_;
};

}  // namespace

std::vector<CppToken> cpp_tokens(std::string_view source) { return Reader(source).all(); }

}  // namespace weir::exercises

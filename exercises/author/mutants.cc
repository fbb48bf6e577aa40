// Tested by tests/exercises/mutants_test.cc.
#include "exercises/author/mutants.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>
#include <utility>

#include "exercises/author/cpp_tokens.h"

namespace weir::exercises {

namespace {

struct Edit {
  std::size_t at;
  std::size_t length;
  std::string by;
};

using Swap = std::pair<std::string_view, std::string_view>;
// Between two spaces, where they are binary and no brackets of templates.
constexpr std::array<Swap, 23> kBinary{
    {{"<", "<="}, {"<", ">="}, {"<=", "<"},  {"<=", ">"},  {">", ">="},  {">", "<="},
     {">=", ">"}, {">=", "<"}, {"==", "!="}, {"!=", "=="}, {"+", "-"},   {"-", "+"},
     {"*", "/"},  {"/", "*"},  {"%", "/"},   {"&&", "||"}, {"||", "&&"}, {"^", "|"},
     {"^", "&"},  {"&", "|"},  {"|", "&"},   {"<<", ">>"}, {">>", "<<"}}};
constexpr std::array<Swap, 6> kAnywhere{{{"+=", "-="},
                                         {"-=", "+="},
                                         {"++", "--"},
                                         {"--", "++"},
                                         {"continue", "break"},
                                         {"break", "continue"}}};

std::string_view trimmed(std::string_view s) {
  const std::size_t first = s.find_first_not_of(" \t");
  return first == std::string_view::npos ? std::string_view{}
                                         : s.substr(first, s.find_last_not_of(" \t") - first + 1);
}

std::string_view line_around(std::string_view s, std::size_t at) {
  const std::size_t from = at == 0 ? 0 : s.rfind('\n', at - 1);
  const std::size_t begin = from == std::string_view::npos || (at == 0) ? 0 : from + 1;
  return s.substr(begin, std::min(s.find('\n', at), s.size()) - begin);
}

std::string applied(std::string_view source, const Edit& e) {
  return std::string(source.substr(0, e.at)) + e.by + std::string(source.substr(e.at + e.length));
}

// One up and one down; nothing for what is no plain whole number.
std::vector<std::string> neighbours(std::string_view number) {
  const bool hex = number.starts_with("0x");
  const std::string_view digits = hex ? number.substr(2) : number;
  std::uint64_t n = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), n, hex ? 16 : 10);
  const std::string suffix(end, digits.data() + digits.size());
  if (error != std::errc() || (suffix != "" && suffix != "u")) return {};
  std::vector<std::string> out{std::to_string(n + 1) + suffix};
  if (n > 0) out.push_back(std::to_string(n - 1) + suffix);
  return out;
}

class Mutator {
 public:
  explicit Mutator(std::string_view source) : source_(source), tokens_(cpp_tokens(source)) {}

  std::vector<Mutant> all() {
    for (std::size_t i = 0; i < tokens_.size(); i++) {
      if (!tokens_[i].in_body) continue;
      operators(i);
      statements(i);
      if (tokens_[i].kind == TokenKind::kNumber)
        for (std::string& by : neighbours(tokens_[i].text))
          add({tokens_[i].at, tokens_[i].text.size(), std::move(by)});
      // !x, but not !=
      if (tokens_[i].text == "!") add({tokens_[i].at, 1, ""});
    }
    members();
    std::stable_sort(out_.begin(), out_.end(),
                     [](const Mutant& a, const Mutant& b) { return a.line < b.line; });
    return std::move(out_);
  }

 private:
  void operators(std::size_t i) {
    const CppToken& t = tokens_[i];
    if (t.spaced)
      for (const auto& [from, to] : kBinary)
        if (t.text == from) add({t.at, t.text.size(), std::string(to)});
    for (const auto& [from, to] : kAnywhere)
      if (t.text == from) add({t.at, t.text.size(), std::string(to)});
  }

  // A statement begins behind ; { } or the ) of an if. Declarations and returns of values stay.
  void statements(std::size_t i) {
    const std::optional<std::size_t> end = end_of_statement(i);
    if (!end) return;
    const std::size_t from = tokens_[i].at, to = tokens_[*end].at;  // of the ;
    if (tokens_[i].text == "return" && *end != i + 1) return;
    add({from, to - from, ""});
    const std::string statement(source_.substr(from, to - from));
    if (statement.find(".collect(") != std::string::npos)
      add({from, to - from, statement + "; " + statement});  // twice
  }

  std::optional<std::size_t> end_of_statement(std::size_t i) const {
    if (i == 0) return std::nullopt;
    const std::string_view before = tokens_[i - 1].text;
    if (before != ";" && before != "{" && before != "}" && before != ")" && before != "else")
      return std::nullopt;
    const CppToken& first = tokens_[i];
    if (before == ")" && first.kind != TokenKind::kWord) return std::nullopt;
    static constexpr std::array<std::string_view, 12> kOther{"if",     "for",    "while", "else",
                                                             "do",     "switch", "const", "auto",
                                                             "static", "case",   "using", ";"};
    if (std::find(kOther.begin(), kOther.end(), first.text) != kOther.end()) return std::nullopt;
    if (first.kind != TokenKind::kWord && first.text != "++" && first.text != "--")
      return std::nullopt;
    int depth = 0;
    for (std::size_t k = i; k < tokens_.size() && tokens_[k].in_body; k++) {
      const std::string_view t = tokens_[k].text;
      if (t == "(") depth++;
      if (t == ")" && --depth < 0) return std::nullopt;
      if (t != ";" || depth > 0) continue;
      // Two words in a row: a declaration, "Sum s = …;".
      return is_declaration(i, k) ? std::nullopt : std::optional(k);
    }
    return std::nullopt;
  }

  bool is_declaration(std::size_t from, std::size_t to) const {
    std::size_t k = from;
    while (k < to && (tokens_[k].kind == TokenKind::kWord || tokens_[k].text == "::")) {
      if (k > from && tokens_[k].kind == TokenKind::kWord &&
          tokens_[k - 1].kind == TokenKind::kWord && tokens_[from].text != "return")
        return true;
      k++;
    }
    return k < to && tokens_[k].text == "<";  // std::vector<…> x
  }

  // Every ValueState becomes a stand-in that nobody saves and all keys share: a member, a static.
  void members() {
    const std::size_t at = source_.find("ValueState<");
    if (at == std::string_view::npos) return;
    const std::size_t behind = source_.find("\nstruct ");
    if (behind == std::string_view::npos) return;
    for (const bool is_static : {false, true}) {
      const std::string stand_in =
          std::string("\ntemplate <class T>\nstruct StandIn {\n  ") +
          (is_static ? "inline static " : "") +
          "std::optional<T> held{};\n"
          "  std::optional<T> value() const { return held; }\n"
          "  void update(const T& value) { held = value; }\n"
          "  void clear() { held.reset(); }\n"
          "  template <class Handle>\n"
          "  StandIn& operator=(const Handle&) {\n    return *this;\n  }\n};\n";
      std::string changed(source_);
      for (std::size_t i = changed.find("ValueState<"); i != std::string::npos;
           i = changed.find("ValueState<", i + 1))
        changed.replace(i, std::string_view("ValueState").size(), "StandIn");
      changed.insert(behind, stand_in);
      push(at, is_static ? "ValueState is a static" : "ValueState is a member", std::move(changed));
    }
  }

  void add(const Edit& e) {
    std::string changed = applied(source_, e);
    const std::string is(trimmed(line_around(changed, e.at)));
    push(e.at, is, std::move(changed));
  }

  void push(std::size_t at, const std::string& is, std::string changed) {
    Mutant m;
    m.line = 1 + static_cast<std::size_t>(std::count(
                     source_.begin(), source_.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
    m.was = trimmed(line_around(source_, at));
    m.is = is;
    m.source = std::move(changed);
    if (seen_.insert(m.source).second) out_.push_back(std::move(m));
  }

  std::string_view source_;
  std::vector<CppToken> tokens_;
  std::vector<Mutant> out_;
  std::set<std::string> seen_;
};

}  // namespace

std::string Mutant::text() const {
  return "line " + std::to_string(line) + ": " + was + "  ->  " + is;
}

std::vector<Mutant> mutants_of(std::string_view source) { return Mutator(source).all(); }

}  // namespace weir::exercises

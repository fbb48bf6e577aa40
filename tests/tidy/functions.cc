#include "tests/tidy/functions.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "tests/tidy/source.h"

namespace weir::tidy {

namespace {

bool contains_word(std::string_view text, std::string_view word) {
  for (std::size_t i = text.find(word); i != text.npos; i = text.find(word, i + 1)) {
    const bool left = i == 0 || !is_word(text[i - 1]);
    const bool right = i + word.size() == text.size() || !is_word(text[i + word.size()]);
    if (left && right) return true;
  }
  return false;
}

std::string_view first_word(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && is_word(text[end])) ++end;
  return text.substr(0, end);
}

// What follows the first pair of brackets in `text`.
std::string_view after_brackets(std::string_view text, char open, char close) {
  int depth = 0;
  std::size_t i = text.find(open);
  for (; i < text.size(); ++i) {
    if (text[i] == open) ++depth;
    if (text[i] == close && --depth == 0) break;
  }
  return trimmed(text.substr(std::min(i, text.size() - 1) + 1));
}

// Without template<…> and requires(…) and words that may stand before a class or a function.
std::string_view without_prefixes(std::string_view head) {
  static constexpr std::array<std::string_view, 7> kPrefixes = {
      "typedef", "static", "inline", "constexpr", "const", "friend", "export"};
  head = trimmed(head);
  while (!head.empty()) {
    const std::string_view word = first_word(head);
    const bool prefix = std::find(kPrefixes.begin(), kPrefixes.end(), word) != kPrefixes.end();
    if (word == "template") {
      head = after_brackets(head, '<', '>');
    } else if (word == "requires") {
      head = after_brackets(head, '(', ')');
    } else if (prefix) {
      head = trimmed(head.substr(word.size()));
    } else {
      break;
    }
  }
  return head;
}

// "Foo(int a) : a_(a), b_": a constructor's head that is not yet at its body.
bool in_member_initialisers(std::string_view head) {
  if (head.empty() || (!is_word(head.back()) && head.back() != '>')) return false;
  int depth = 0;
  bool parameters_seen = false;
  for (std::size_t i = 0; i < head.size(); ++i) {
    if (head[i] == '(') ++depth;
    if (head[i] == ')' && --depth == 0) parameters_seen = true;
    if (head[i] != ':' || depth > 0 || !parameters_seen) continue;
    const bool doubled =
        (i > 0 && head[i - 1] == ':') || (i + 1 < head.size() && head[i + 1] == ':');
    if (!doubled) return true;
  }
  return false;
}

enum class Brace { kScope, kFunction, kInitialiser, kMemberInitialiser };

Brace kind_of(std::string_view whole_head) {
  const std::string_view head = without_prefixes(whole_head);
  const std::string_view word = first_word(head);
  for (std::string_view scope : {"namespace", "class", "struct", "union", "enum"}) {
    if (word == scope) return Brace::kScope;
  }
  const bool parameters = head.find(')') != head.npos;
  if (word == "extern" && !parameters) return Brace::kScope;
  if (head.empty() || head.ends_with("=") || head.ends_with(",")) return Brace::kInitialiser;
  if (contains_word(head, "concept")) return Brace::kInitialiser;
  if (in_member_initialisers(head)) return Brace::kMemberInitialiser;
  if (parameters || head.ends_with("]") || head.ends_with("}")) return Brace::kFunction;
  return Brace::kInitialiser;
}

// The word before the first parenthesis: good enough to find the function by.
std::string name_of(std::string_view head) {
  head = without_prefixes(head);
  std::string_view before = trimmed(head.substr(0, head.find('(')));
  const std::size_t op = before.find("operator");
  if (op != before.npos) return std::string(before.substr(op));
  before = trimmed(before.substr(0, before.find('=')));  // a lambda is named by its variable
  std::size_t begin = before.size();
  while (begin > 0 &&
         (is_word(before[begin - 1]) || before[begin - 1] == ':' || before[begin - 1] == '~')) {
    --begin;
  }
  return std::string(before.substr(begin));
}

class Scanner {
 public:
  explicit Scanner(std::string_view cpp) : code_(only_code_without_directives(cpp)) {}

  FunctionScan run() {
    for (at_ = 0; at_ < code_.size() && scan_.balanced; ++at_) step(code_[at_]);
    scan_.balanced = scan_.balanced && open_.empty() && parens_ == 0;
    return std::move(scan_);
  }

 private:
  struct Open {
    Brace kind;
    int parens;              // open parentheses around the brace
    std::size_t head_begin;  // where the head before the brace begins
  };

  void step(char c) {
    if (c == '(') ++parens_;
    if (c == ')' && --parens_ < 0) scan_.balanced = false;
    if (c == ';' && parens_ == 0) head_begin_ = at_ + 1;
    if (c == '{') open();
    if (c == '}') close();
  }

  void open() {
    Brace kind = Brace::kInitialiser;
    if (!in_function_ && parens_ == 0) kind = kind_of(head());
    if (kind == Brace::kFunction) in_function_ = true;
    open_.push_back({kind, parens_, head_begin_});
    parens_ = 0;
    head_begin_ = at_ + 1;
  }

  void close() {
    if (open_.empty() || parens_ != 0) {
      scan_.balanced = false;
      return;
    }
    const Open open = open_.back();
    open_.pop_back();
    parens_ = open.parens;
    if (open.kind == Brace::kFunction) {
      in_function_ = false;
      head_begin_ = open.head_begin;
      add_function();
    }
    // A member initialiser, and anything in parentheses, goes on with the head it stands in.
    const bool goes_on = open.kind == Brace::kMemberInitialiser || parens_ > 0;
    head_begin_ = goes_on ? open.head_begin : at_ + 1;
  }

  void add_function() {
    const std::size_t first = code_.find_first_not_of(" \t\r\n", head_begin_);
    scan_.functions.push_back({name_of(std::string_view(code_).substr(head_begin_)),
                               line_at(code_, first), line_at(code_, at_)});
  }

  // Without access specifiers, which end in ':' and not in ';'.
  std::string_view head() {
    for (;;) {
      const std::size_t first = code_.find_first_not_of(" \t\r\n", head_begin_);
      const std::string_view rest = std::string_view(code_).substr(std::min(first, at_));
      const std::string_view word = first_word(rest);
      const bool access = word == "public" || word == "private" || word == "protected";
      const std::size_t colon = rest.find_first_not_of(" \t", word.size());
      if (!access || colon == rest.npos || rest[colon] != ':') break;
      head_begin_ = first + colon + 1;
    }
    return trimmed(std::string_view(code_).substr(head_begin_, at_ - head_begin_));
  }

  std::string code_;
  std::size_t at_ = 0;
  std::size_t head_begin_ = 0;
  int parens_ = 0;
  bool in_function_ = false;
  std::vector<Open> open_;
  FunctionScan scan_;
};

}  // namespace

FunctionScan functions_of(std::string_view cpp) { return Scanner(cpp).run(); }

}  // namespace weir::tidy

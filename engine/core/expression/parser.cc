#include "engine/core/expression/parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "engine/core/suggest.h"
#include "engine/core/time.h"

namespace weir::expression {

namespace {

// How strongly an operator binds.
enum Level : int {
  kOrLevel,
  kAndLevel,
  kNotLevel,
  kCompareLevel,
  kAddLevel,
  kMulLevel,
  kSignLevel
};

struct Infix {
  SyntaxKind kind = SyntaxKind::kMistake;  // there is none
  Level level = kOrLevel;
  Operator op = Operator::kAdd;
};

struct Sign {
  std::string_view text;
  Infix infix;
};

constexpr std::array<Sign, 14> kSigns = {{
    {"+", {SyntaxKind::kArithmetic, kAddLevel, Operator::kAdd}},
    {"-", {SyntaxKind::kArithmetic, kAddLevel, Operator::kSub}},
    {"||", {SyntaxKind::kConcat, kAddLevel, {}}},
    {"*", {SyntaxKind::kArithmetic, kMulLevel, Operator::kMul}},
    {"/", {SyntaxKind::kArithmetic, kMulLevel, Operator::kDiv}},
    {"%", {SyntaxKind::kArithmetic, kMulLevel, Operator::kMod}},
    {"=", {SyntaxKind::kCompare, kCompareLevel, Operator::kEq}},
    {"==", {SyntaxKind::kCompare, kCompareLevel, Operator::kEq}},
    {"!=", {SyntaxKind::kCompare, kCompareLevel, Operator::kNe}},
    {"<>", {SyntaxKind::kCompare, kCompareLevel, Operator::kNe}},
    {"<", {SyntaxKind::kCompare, kCompareLevel, Operator::kLt}},
    {"<=", {SyntaxKind::kCompare, kCompareLevel, Operator::kLe}},
    {">", {SyntaxKind::kCompare, kCompareLevel, Operator::kGt}},
    {">=", {SyntaxKind::kCompare, kCompareLevel, Operator::kGe}},
}};

Infix infix_at(const TokenCursor& cursor, std::size_t ahead = 0) {
  for (const Sign& sign : kSigns)
    if (cursor.is_sign(sign.text, ahead)) return sign.infix;
  if (cursor.is_word("or", ahead)) return {SyntaxKind::kOr, kOrLevel, {}};
  if (cursor.is_word("and", ahead)) return {SyntaxKind::kAnd, kAndLevel, {}};
  if (cursor.is_word("is", ahead)) return {SyntaxKind::kIs, kCompareLevel, {}};
  const std::size_t at = ahead + (cursor.is_word("not", ahead) ? 1 : 0);
  if (cursor.is_word("in", at)) return {SyntaxKind::kIn, kCompareLevel, {}};
  if (cursor.is_word("between", at)) return {SyntaxKind::kBetween, kCompareLevel, {}};
  if (cursor.is_word("like", at)) return {SyntaxKind::kLike, kCompareLevel, {}};
  return {};
}

std::string small_letters(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

// A word of the language in capital letters?
bool is_shouted(const Token& token) {
  return token.kind == TokenKind::kName && !token.quoted && !is_reserved(token.text) &&
         is_reserved(small_letters(token.text));
}

// What stands behind a complete value and does not go on with it.
std::string stopped_text(const TokenCursor& cursor) {
  const Token& token = cursor.peek();
  const std::string seen = describe(token);
  if (is_shouted(token))
    return fmt::format("{} is written in small letters: {}", seen, small_letters(token.text));
  if (cursor.is_word("not"))
    return "behind a value 'not' is followed by in, between or like; not equal is '!='";
  if (cursor.is_sign(":") && cursor.is_sign("=", 1))
    return "nothing is assigned in an expression; to compare, write '='";
  if (cursor.is_sign("?")) return "there is no 'a ? b : c' here; write if(a, b, c)";
  if (cursor.is_sign("(")) return "only a function's name, without backquotes, stands before '('";
  if (token.kind == TokenKind::kName && !token.quoted && is_reserved(token.text))
    return fmt::format("{} is not inside of a case … end", seen);
  return fmt::format("an operator, such as =, + or and, is missing in front of {}", seen);
}

class Parser {
 public:
  Parser(TokenCursor& cursor, std::vector<TextMistake>& mistakes)
      : cursor_(cursor), mistakes_(mistakes) {}

  Syntax binary(Level least);

 private:
  // One more level of nesting, as long as it lives.
  struct Deeper {
    explicit Deeper(Parser& parser) : depth(parser.depth_) { depth++; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;
    ~Deeper() { depth--; }
    int& depth;
  };

  Syntax prefix(Level least);
  Syntax minus();
  Syntax postfix(Syntax left);
  Syntax primary();
  Syntax name();
  Syntax case_form();
  Syntax call();
  Syntax join(Syntax left, const Infix& infix);
  void right_side(Syntax& out, const Infix& infix, const std::string& word);
  void is_operand(Syntax& out);
  void in_operands(Syntax& out);
  void between_operands(Syntax& out);
  void cast_operands(Syntax& out);
  void branches(Syntax& out);
  void end_expected(const Syntax& out);  // of a case

  Syntax start(SyntaxKind kind) {
    Syntax out;
    out.kind = kind;
    out.mark = out.span = cursor_.peek().span;
    return out;
  }
  // `out` ends with what was taken last.
  void end_here(Syntax& out) {
    if (cursor_.position() > 0) out.span.end = cursor_.span_from(cursor_.position() - 1).end;
  }
  void add(Syntax& out, Syntax part) {
    out.depth = std::max(out.depth, part.depth + 1);
    out.span.begin = std::min(out.span.begin, part.span.begin);
    out.parts.push_back(std::move(part));
    end_here(out);
    if (out.depth > kDeepest) too_deep(out.mark);
  }
  // Whoever walks the tree finds as many parts as there should be.
  static void fill(Syntax& out, std::size_t parts) {
    if (out.parts.size() < parts) out.parts.resize(parts);
  }
  // For the words of mistakes: what a value is expected behind.
  void take() { behind_ = describe(cursor_.take()); }
  bool take_sign(std::string_view sign) { return cursor_.is_sign(sign) && (take(), true); }
  bool take_word(std::string_view word) { return cursor_.is_word(word) && (take(), true); }

  void too_deep(TextSpan span) {
    fail(span, fmt::format("this is nested deeper than {} levels; take it apart into several steps",
                           kDeepest));
  }
  Syntax fail(TextSpan span, std::string what) {
    if (!failed_) mistakes_.push_back({span, std::move(what)});
    failed_ = true;
    Syntax out;
    out.span = out.mark = span;
    return out;
  }
  Syntax fail_here(std::string what) { return fail(cursor_.peek().span, std::move(what)); }
  Syntax value_expected();
  // ")" of the "(" at `open`; `expected`: what else might stand here.
  void close(const TextSpan& open, std::string_view sign, std::string_view expected);

  TokenCursor& cursor_;
  std::vector<TextMistake>& mistakes_;
  std::string behind_;
  int depth_ = 0;
  bool failed_ = false;
};

Syntax Parser::value_expected() {
  const std::string seen = describe(cursor_.peek());
  const std::string behind = behind_.empty() ? "" : " behind " + behind_;
  if (cursor_.at_end() && behind_.empty()) return fail_here("there is no expression here");
  if (cursor_.at_end()) return fail_here(fmt::format("a value is expected{}", behind));
  if (behind_ == "'='" && cursor_.is_sign(">")) return fail_here("'=>' is written '>='");
  if (cursor_.is_sign("["))
    return fail_here("a list cannot be written down; to look for several values, write in (1, 2)");
  if (cursor_.peek().kind == TokenKind::kName)
    return fail_here(
        fmt::format("{0} is a word of the language where a value is expected; a "
                    "column of that name is written `{1}`",
                    seen, cursor_.peek().text));
  return fail_here(fmt::format("a value is expected{}, and not {}", behind, seen));
}

void Parser::close(const TextSpan& open, std::string_view sign, std::string_view expected) {
  if (failed_ || take_sign(sign)) return;
  const char opened = sign == ")" ? '(' : '[';
  if (cursor_.at_end()) {
    fail(open, fmt::format("this '{}' is not closed: '{}' is missing", opened, sign));
  } else if (is_shouted(cursor_.peek()) || cursor_.is_sign("?") || cursor_.is_sign(":") ||
             cursor_.is_word("not")) {
    fail_here(stopped_text(cursor_));
  } else {
    fail_here(fmt::format("{} is expected in front of {}", expected, describe(cursor_.peek())));
  }
}

Syntax Parser::binary(Level least) {
  const Deeper deeper(*this);
  if (depth_ > kDeepest) {
    too_deep(cursor_.peek().span);
    return {};
  }
  Syntax left = prefix(least);
  while (!failed_) {
    const Infix infix = infix_at(cursor_);
    if (infix.kind == SyntaxKind::kMistake || infix.level < least) break;
    left = join(std::move(left), infix);
  }
  return left;
}

Syntax Parser::join(Syntax left, const Infix& infix) {
  Syntax out = start(infix.kind);
  out.op = infix.op;
  if (take_word("not")) {
    out.negated = true;
    out.mark.end = cursor_.peek().span.end;
  }
  const std::string word = cursor_.peek().text;
  take();
  add(out, std::move(left));
  if (!failed_) right_side(out, infix, word);
  if (infix.kind != SyntaxKind::kIs) fill(out, infix.kind == SyntaxKind::kBetween ? 3 : 2);
  const Infix next = infix_at(cursor_);
  if (!failed_ && infix.level == kCompareLevel && next.level == kCompareLevel &&
      next.kind != SyntaxKind::kMistake)
    fail_here(
        fmt::format("{} cannot follow on another comparison; write a < b and b < c, or put the "
                    "first one in parentheses",
                    describe(cursor_.peek())));
  return out;
}

void Parser::right_side(Syntax& out, const Infix& infix, const std::string& word) {
  if (infix.kind == SyntaxKind::kIs) return is_operand(out);
  if (infix.kind == SyntaxKind::kIn) return in_operands(out);
  if (infix.kind == SyntaxKind::kBetween) return between_operands(out);
  const auto above = static_cast<Level>(infix.level + 1);
  add(out, binary(above));
  if (infix.kind == SyntaxKind::kAnd || infix.kind == SyntaxKind::kOr)
    while (!failed_ && take_word(word)) add(out, binary(above));
}

void Parser::is_operand(Syntax& out) {
  if (take_word("not")) out.negated = true;
  if (cursor_.is_word("true") || cursor_.is_word("false")) {
    out.value = Value::boolean(cursor_.is_word("true"));
  } else if (is_shouted(cursor_.peek())) {
    fail_here(stopped_text(cursor_));
    return;
  } else if (!cursor_.is_word("null")) {
    fail_here(
        fmt::format("behind 'is' stands null, true or false, and not {}; to compare, "
                    "write '='",
                    describe(cursor_.peek())));
    return;
  }
  take();
  end_here(out);
}

void Parser::in_operands(Syntax& out) {
  const TextSpan open = cursor_.peek().span;
  if (!take_sign("(")) {
    fail_here(fmt::format("behind 'in' stands a list in parentheses, as in (1, 2, 3), and not {}",
                          describe(cursor_.peek())));
    return;
  }
  do add(out, binary(kOrLevel));
  while (!failed_ && take_sign(","));
  close(open, ")", "',' or ')'");
  end_here(out);
}

void Parser::between_operands(Syntax& out) {
  add(out, binary(kAddLevel));
  if (failed_) return;
  if (!take_word("and")) {
    fail(out.mark, "'between' wants two values: between 1 and 9");
    return;
  }
  add(out, binary(kAddLevel));
}

Syntax Parser::prefix(Level least) {
  if (cursor_.is_sign("-")) return minus();
  if (!cursor_.is_word("not")) return postfix(primary());
  if (least > kNotLevel)
    return fail_here("'not' stands in front of a whole condition; put parentheses around both");
  Syntax out = start(SyntaxKind::kNot);
  take();
  add(out, binary(kNotLevel));
  return out;
}

// A minus in front of a number is a part of it: else the smallest int64 could not be written.
Syntax Parser::minus() {
  Syntax out = start(SyntaxKind::kNegate);
  if (const auto literal = parse_literal(cursor_)) {
    out.kind = SyntaxKind::kLiteral;
    out.value = *literal;
    end_here(out);
    return out;
  }
  take();
  Syntax part = binary(kSignLevel);
  const Kind kind = part.kind == SyntaxKind::kLiteral ? part.value.kind() : Kind::kNull;
  if (kind != Kind::kInt && kind != Kind::kDouble) {
    add(out, std::move(part));
    return out;
  }
  part.value = kind == Kind::kInt ? Value::integer(wrapping_sub(0, part.value.as_int()))
                                  : Value::number(-part.value.as_double());
  part.span.begin = out.span.begin;
  return part;
}

Syntax Parser::postfix(Syntax left) {
  while (!failed_) {
    if (cursor_.is_sign(".")) {
      Syntax out = start(SyntaxKind::kField);
      take();
      if (cursor_.peek().kind != TokenKind::kName)
        return fail_here(fmt::format("behind '.' stands the name of a field, and not {}",
                                     describe(cursor_.peek())));
      out.mark = cursor_.peek().span;
      out.name = cursor_.peek().text;
      take();
      add(out, std::move(left));
      left = std::move(out);
    } else if (cursor_.is_sign("[")) {
      Syntax out = start(SyntaxKind::kIndex);
      take();
      add(out, std::move(left));
      if (!failed_) add(out, binary(kOrLevel));
      fill(out, 2);
      close(out.mark, "]", "an operator or ']'");
      out.is_cut = failed_;
      end_here(out);
      left = std::move(out);
    } else {
      break;
    }
  }
  return left;
}

Syntax Parser::primary() {
  if (cursor_.peek().kind == TokenKind::kName) return name();
  Syntax out = start(SyntaxKind::kLiteral);
  if (const auto literal = parse_literal(cursor_)) {
    out.value = *literal;
    return out;
  }
  if (cursor_.peek().kind == TokenKind::kInteger)
    return fail_here(
        fmt::format("{} is too large for an int64, by 1; with a minus sign it is the "
                    "smallest one",
                    cursor_.peek().text));
  if (!take_sign("(")) return value_expected();
  Syntax inner = binary(kOrLevel);
  close(out.mark, ")", "an operator or ')'");
  inner.span.begin = out.span.begin;
  end_here(inner);
  return inner;
}

Syntax Parser::name() {
  const Token& token = cursor_.peek();
  Syntax out = start(SyntaxKind::kLiteral);
  if (const auto literal = parse_literal(cursor_)) {  // null, true, false
    out.value = *literal;
    return out;
  }
  if (cursor_.is_word("case")) return case_form();
  if (!token.quoted && is_reserved(token.text)) return value_expected();
  if (!token.quoted && cursor_.is_sign("(", 1)) return call();
  const TokenKind next = cursor_.peek(1).kind;
  const bool goes_on =
      next == TokenKind::kName || next == TokenKind::kInteger || next == TokenKind::kText;
  if (is_shouted(token) && goes_on && infix_at(cursor_, 1).kind == SyntaxKind::kMistake)
    return fail_here(stopped_text(cursor_));
  out.kind = SyntaxKind::kName;
  out.name = token.text;
  take();
  return out;
}

Syntax Parser::case_form() {
  Syntax out = start(SyntaxKind::kCase);
  take();
  if (!cursor_.is_word("when")) {
    out.has_subject = true;
    add(out, binary(kOrLevel));
  }
  branches(out);
  if (!failed_ && !(out.parts.size() > 1 && take_word("end"))) end_expected(out);
  end_here(out);
  return out;
}

void Parser::end_expected(const Syntax& out) {
  if (cursor_.at_end()) {
    fail(out.mark, "this 'case' has no 'end'");
  } else if (is_shouted(cursor_.peek())) {
    fail_here(stopped_text(cursor_));
  } else {
    fail_here(fmt::format("{} is expected in front of {}",
                          out.has_else           ? "an operator or 'end'"
                          : out.parts.size() > 1 ? "an operator, 'when', 'else' or 'end'"
                                                 : "an operator or 'when'",
                          describe(cursor_.peek())));
  }
}

void Parser::branches(Syntax& out) {
  while (!failed_ && take_word("when")) {
    const TextSpan when = cursor_.span_from(cursor_.position() - 1);
    add(out, binary(kOrLevel));
    if (failed_) return;
    if (!take_word("then")) {
      fail(cursor_.at_end() ? when : cursor_.peek().span,
           is_shouted(cursor_.peek())
               ? stopped_text(cursor_)
               : fmt::format("'then' is expected behind the condition of 'when', and not {}",
                             describe(cursor_.peek())));
      return;
    }
    add(out, binary(kOrLevel));
  }
  if (!failed_ && out.parts.size() > 1 && take_word("else")) {
    out.has_else = true;
    add(out, binary(kOrLevel));
  }
}

Syntax Parser::call() {
  Syntax out = start(SyntaxKind::kCall);
  out.name = cursor_.peek().text;
  take();
  const TextSpan open = cursor_.peek().span;
  take();
  if (out.name == "cast" || out.name == "try_cast") {
    out.kind = SyntaxKind::kCast;
    out.tries = out.name == "try_cast";
    cast_operands(out);
  } else if (out.name == "count" && cursor_.is_sign("*") && cursor_.is_sign(")", 1)) {
    take();  // SQL's way to say count()
  } else if (!cursor_.is_sign(")")) {
    do add(out, binary(kOrLevel));
    while (!failed_ && take_sign(","));
  }
  close(open, ")", out.kind == SyntaxKind::kCast ? "')'" : "',' or ')'");
  out.is_cut = failed_;
  end_here(out);
  return out;
}

void Parser::cast_operands(Syntax& out) {
  add(out, binary(kOrLevel));
  if (failed_) return;
  if (!take_word("as")) {
    fail_here(fmt::format("{0} is written {0}(a as kind); 'as' is expected where {1} is", out.name,
                          describe(cursor_.peek())));
    return;
  }
  const Token& token = cursor_.peek();
  for (const Kind kind : {Kind::kInt, Kind::kDouble, Kind::kString, Kind::kBool})
    if (cursor_.is_word(kind_name(kind))) {
      out.cast_to = kind;
      take();
      return;
    }
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kElsewhere = {
      {{"int", "int64"},
       {"integer", "int64"},
       {"bigint", "int64"},
       {"long", "int64"},
       {"float", "double"},
       {"real", "double"},
       {"number", "double"},
       {"varchar", "string"},
       {"char", "string"},
       {"text", "string"},
       {"boolean", "bool"}}};
  std::string hint = did_you_mean(token.text, {"int64", "double", "string", "bool"});
  for (const auto& [there, here] : kElsewhere)
    if (small_letters(token.text) == there) hint = fmt::format(" Did you mean '{}'?", here);
  fail_here(fmt::format("{} is no kind to cast to; the kinds are int64, double, string and bool.{}",
                        describe(token), hint));
}

}  // namespace

Syntax parse(TokenCursor& cursor, std::vector<TextMistake>& mistakes) {
  return Parser(cursor, mistakes).binary(kOrLevel);
}

TextMistake left_over(const TokenCursor& cursor) {
  const TextSpan span = cursor.peek().span;
  if (cursor.is_sign(")")) return {span, "this ')' closes nothing: there is no '(' for it"};
  if (cursor.is_sign("]")) return {span, "this ']' closes nothing: there is no '[' for it"};
  if (cursor.is_sign(","))
    return {span,
            "one expression is expected; ',' stands only between the arguments of a function"};
  return {span, stopped_text(cursor)};
}

}  // namespace weir::expression

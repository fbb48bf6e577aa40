#include "engine/core/expression/syntax.h"

#include <algorithm>
#include <array>

#include "engine/core/lexer.h"

namespace weir::expression {

namespace {

constexpr std::array<std::string_view, 15> kReserved = {"or",   "and",  "not",  "between", "in",
                                                        "like", "is",   "null", "true",    "false",
                                                        "case", "when", "then", "else",    "end"};

// How strongly a whole expression holds together; compare the levels of the parser.
enum Strength : int { kOr, kAnd, kNot, kComparison, kSum, kProduct, kSigned, kWhole };

Strength strength_of(const Syntax& s) {
  switch (s.kind) {
    case SyntaxKind::kOr: return kOr;
    case SyntaxKind::kAnd: return kAnd;
    case SyntaxKind::kNot: return kNot;
    case SyntaxKind::kCompare:
    case SyntaxKind::kIs:
    case SyntaxKind::kIn:
    case SyntaxKind::kBetween:
    case SyntaxKind::kLike: return kComparison;
    case SyntaxKind::kConcat: return kSum;
    case SyntaxKind::kArithmetic:
      return s.op == Operator::kAdd || s.op == Operator::kSub ? kSum : kProduct;
    case SyntaxKind::kNegate: return kSigned;
    case SyntaxKind::kLiteral:
      return (s.value.kind() == Kind::kInt || s.value.kind() == Kind::kDouble) &&
                     literal_text(s.value).starts_with('-')
                 ? kSigned
                 : kWhole;
    case SyntaxKind::kMistake:
    case SyntaxKind::kName:
    case SyntaxKind::kField:
    case SyntaxKind::kIndex:
    case SyntaxKind::kCase:
    case SyntaxKind::kCast:
    case SyntaxKind::kCall: return kWhole;
  }
  return kWhole;
}

bool is_plain_name(std::string_view name) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  return !name.empty() && letter(name[0]) && std::all_of(name.begin(), name.end(), [&](char c) {
    return letter(c) || (c >= '0' && c <= '9');
  });
}

class Printer {
 public:
  std::string run(const Syntax& s) {
    print(s);
    return std::move(out_);
  }

 private:
  void within(const Syntax& part, int least) {
    const bool open = strength_of(part) < least;
    if (open) out_ += '(';
    print(part);
    if (open) out_ += ')';
  }
  void list(const std::vector<Syntax>& parts, std::size_t from) {
    out_ += '(';
    for (std::size_t i = from; i < parts.size(); i++) {
      if (i > from) out_ += ", ";
      print(parts[i]);
    }
    out_ += ')';
  }
  void name(std::string_view name) {
    if (is_plain_name(name) && !is_reserved(name)) {
      out_ += name;
      return;
    }
    out_ += '`';
    for (const char c : name) {
      if (c == '`') out_ += '`';
      out_ += c;
    }
    out_ += '`';
  }
  // From left to right: what stands on the right holds together more strongly.
  void infix(const Syntax& s, std::string_view sign) {
    const int strength = strength_of(s);
    within(s.parts[0], strength == kComparison ? kSum : strength);
    for (std::size_t i = 1; i < s.parts.size(); i++) {
      out_ += ' ';
      out_ += sign;
      out_ += ' ';
      within(s.parts[i], strength + 1);
    }
  }
  // and, or: all parts of one kind; a part that is one of the same kind itself was in parentheses.
  void chain(const Syntax& s, std::string_view word) {
    for (std::size_t i = 0; i < s.parts.size(); i++) {
      if (i > 0) (out_ += ' ').append(word) += ' ';
      within(s.parts[i], strength_of(s) + 1);
    }
  }
  void comparison(const Syntax& s, std::string_view word) {
    within(s.parts[0], kSum);
    if (s.negated) out_ += " not";
    (out_ += ' ').append(word) += ' ';
  }
  void case_form(const Syntax& s) {
    out_ += "case";
    std::size_t i = 0;
    if (s.has_subject) {
      out_ += ' ';
      print(s.parts[i++]);
    }
    for (; i + 1 < s.parts.size(); i += 2) {
      out_ += " when ";
      print(s.parts[i]);
      out_ += " then ";
      print(s.parts[i + 1]);
    }
    if (i < s.parts.size()) {
      out_ += " else ";
      print(s.parts[i]);
    }
    out_ += " end";
  }
  void print(const Syntax& s);

  std::string out_;
};

void Printer::print(const Syntax& s) {
  switch (s.kind) {
    case SyntaxKind::kMistake: out_ += '?'; return;
    case SyntaxKind::kLiteral: out_ += literal_text(s.value); return;
    case SyntaxKind::kName: return name(s.name);
    case SyntaxKind::kField:
      within(s.parts[0], kWhole);
      out_ += '.';
      return name(s.name);
    case SyntaxKind::kIndex:
      within(s.parts[0], kWhole);
      out_ += '[';
      print(s.parts[1]);
      out_ += ']';
      return;
    case SyntaxKind::kNegate: out_ += '-'; return within(s.parts[0], kWhole);
    case SyntaxKind::kNot: out_ += "not "; return within(s.parts[0], kNot);
    case SyntaxKind::kAnd: return chain(s, "and");
    case SyntaxKind::kOr: return chain(s, "or");
    case SyntaxKind::kArithmetic:
    case SyntaxKind::kCompare: return infix(s, operator_text(s.op));
    case SyntaxKind::kConcat: return infix(s, "||");
    case SyntaxKind::kIs:
      within(s.parts[0], kSum);
      out_ += s.negated ? " is not " : " is ";
      out_ += literal_text(s.value);
      return;
    case SyntaxKind::kIn: comparison(s, "in"); return list(s.parts, 1);
    case SyntaxKind::kBetween:
      comparison(s, "between");
      within(s.parts[1], kSum);
      out_ += " and ";
      return within(s.parts[2], kSum);
    case SyntaxKind::kLike: comparison(s, "like"); return within(s.parts[1], kSum);
    case SyntaxKind::kCase: return case_form(s);
    case SyntaxKind::kCast:
      out_ += s.tries ? "try_cast(" : "cast(";
      print(s.parts[0]);
      (out_ += " as ") += kind_name(s.cast_to);
      out_ += ')';
      return;
    case SyntaxKind::kCall: out_ += s.name; return list(s.parts, 0);
  }
}

}  // namespace

const char* operator_text(Operator op) {
  switch (op) {
    case Operator::kAdd: return "+";
    case Operator::kSub: return "-";
    case Operator::kMul: return "*";
    case Operator::kDiv: return "/";
    case Operator::kMod: return "%";
    case Operator::kEq: return "=";
    case Operator::kNe: return "!=";
    case Operator::kLt: return "<";
    case Operator::kLe: return "<=";
    case Operator::kGt: return ">";
    case Operator::kGe: return ">=";
  }
  return "?";
}

bool is_reserved(std::string_view name) {
  return std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end();
}

std::string syntax_text(const Syntax& syntax) { return Printer().run(syntax); }

}  // namespace weir::expression

#include "engine/core/expression/compile.h"

#include <cstdint>
#include <optional>
#include <utility>

#include "engine/core/expression/nodes.h"
#include "engine/core/expression/shapes.h"

namespace weir::expression {

namespace {

class Compiler {
 public:
  void value(const Syntax& s);
  void truth(const Syntax& s, bool test);
  std::vector<Node> take() { return std::move(nodes_); }

 private:
  // Opens a node; its children are compiled next, and end() closes it.
  template <class Call>
  std::size_t begin(Call Node::*member, Call call, std::uint32_t a = 0, std::uint32_t b = 0,
                    const Value& literal = {}) {
    Node node;
    node.*member = call;
    node.a = a;
    node.b = b;
    node.literal = literal;
    nodes_.push_back(std::move(node));
    return nodes_.size() - 1;
  }
  void end(std::size_t at, std::size_t parts) {
    nodes_[at].size = static_cast<std::uint32_t>(nodes_.size() - at);
    nodes_[at].parts = static_cast<std::uint32_t>(parts);
  }
  void leaf(std::size_t at) { end(at, 0); }

  // A node of shape_of(a, b); `child` compiles those of its operands that are children.
  template <class Call>
  void operands(Call Node::*member, Call call, const Syntax& a, const Syntax& b,
                const Value& literal, void (Compiler::*child)(const Syntax&));
  void positive(const Syntax& s, bool test);
  void integer(const Syntax& s);
  void real(const Syntax& s);
  void values(const std::vector<Syntax>& parts) {
    for (const Syntax& part : parts) value(part);
  }
  // A result of `whole`: an int64 becomes a double where the whole is one.
  void result(const Syntax& part, const Syntax& whole);
  void name(const Syntax& s);
  void field(const Syntax& s);
  void arithmetic_value(const Syntax& s);
  void case_form(const Syntax& s);
  void call_form(const Syntax& s);
  void comparison(Operator op, const Syntax& a, const Syntax& b);
  bool number_comparison(Operator op, const Syntax& a, const Syntax& b);
  void between(const Syntax& s);
  void in(const Syntax& s);
  void is(const Syntax& s);

  std::vector<Node> nodes_;
};

void Compiler::value(const Syntax& s) {
  switch (s.kind) {
    case SyntaxKind::kMistake: return;
    case SyntaxKind::kLiteral: return leaf(begin(&Node::value, literal_value, 0, 0, s.value));
    case SyntaxKind::kName: return name(s);
    case SyntaxKind::kField: return field(s);
    case SyntaxKind::kIndex: {
      const std::size_t at = begin(&Node::value, element_value);
      values(s.parts);
      return end(at, 2);
    }
    case SyntaxKind::kNegate:
    case SyntaxKind::kArithmetic: return arithmetic_value(s);
    case SyntaxKind::kConcat: {
      const std::size_t at = begin(&Node::value, concat_value);
      values(s.parts);
      return end(at, 2);
    }
    case SyntaxKind::kNot:
    case SyntaxKind::kAnd:
    case SyntaxKind::kOr:
    case SyntaxKind::kCompare:
    case SyntaxKind::kIs:
    case SyntaxKind::kIn:
    case SyntaxKind::kBetween:
    case SyntaxKind::kLike: {
      const std::size_t at = begin(&Node::value, truth_value);
      truth(s, false);
      return end(at, 1);
    }
    case SyntaxKind::kCase: return case_form(s);
    case SyntaxKind::kCast: {
      const std::size_t at = begin(&Node::value, cast_value_node,
                                   static_cast<std::uint32_t>(s.cast_to), s.tries ? 1u : 0u);
      value(s.parts[0]);
      return end(at, 1);
    }
    case SyntaxKind::kCall: return call_form(s);
  }
}

void Compiler::name(const Syntax& s) {
  if (s.is_constant) return leaf(begin(&Node::value, literal_value, 0, 0, s.value));
  if (s.is_whole) return leaf(begin(&Node::value, whole_value));
  leaf(begin(&Node::value, column_value, column_of(s)));
}

void Compiler::field(const Syntax& s) {
  const bool row = s.parts[0].type.is(Kind::kRow);
  const std::size_t at = row ? begin(&Node::value, field_value, column_of(s))
                             : begin(&Node::value, map_field_value, 0, 0, Value::text(s.name));
  value(s.parts[0]);
  end(at, 1);
}

void Compiler::arithmetic_value(const Syntax& s) {
  if (s.type.is(Kind::kInt)) {
    const std::size_t at = begin(&Node::value, integer_value);
    integer(s);
    return end(at, 1);
  }
  if (s.type.is(Kind::kDouble)) {
    const std::size_t at = begin(&Node::value, real_value);
    real(s);
    return end(at, 1);
  }
  const std::size_t at = s.kind == SyntaxKind::kNegate ? begin(&Node::value, negated_value)
                                                       : begin(&Node::value, calculated_value,
                                                               static_cast<std::uint32_t>(s.op));
  values(s.parts);
  end(at, s.parts.size());
}

void Compiler::result(const Syntax& part, const Syntax& whole) {
  if (!whole.type.is(Kind::kDouble) || !part.type.is(Kind::kInt)) return value(part);
  const std::size_t at = begin(&Node::value, real_value);
  real(part);
  end(at, 1);
}

void Compiler::case_form(const Syntax& s) {
  const std::size_t first = s.has_subject ? 1 : 0;
  const std::size_t at = begin(&Node::value, s.has_subject ? case_of_value : case_value);
  if (s.has_subject) value(s.parts[0]);
  for (std::size_t i = first; i < s.parts.size(); i++) {
    const bool is_result = (i - first) % 2 == 1 || (s.has_else && i + 1 == s.parts.size());
    if (is_result)
      result(s.parts[i], s);
    else if (s.has_subject)
      value(s.parts[i]);
    else
      truth(s.parts[i], false);
  }
  end(at, s.parts.size());
}

std::uint32_t last_parameter(const FunctionInfo& f) {
  return static_cast<std::uint32_t>(&f.parameter(kMostArguments) - f.parameters.data());
}

void Compiler::call_form(const Syntax& s) {
  const bool greatest = s.name == "greatest";
  const auto make = s.function->call != nullptr ? call_value
                    : s.name == "if"            ? if_value
                    : s.name == "coalesce"      ? coalesce_value
                    : s.name == "nullif"        ? nullif_value
                                                : extreme_value;
  const std::size_t at = begin(&Node::value, make, greatest ? 1u : 0u, last_parameter(*s.function));
  nodes_[at].function = s.function;
  for (std::size_t i = 0; i < s.parts.size(); i++) {
    if (s.name == "if" && i == 0)
      truth(s.parts[i], false);
    else if (s.function->call != nullptr || s.name == "nullif")
      value(s.parts[i]);
    else
      result(s.parts[i], s);
  }
  end(at, s.parts.size());
}

// ---- numbers --------------------------------------------------------------------------------

Shape shape_of(const Syntax& a, const Syntax& b) {
  if (literal_of(b) != nullptr) return is_column(a) ? Shape::kColumnLiteral : Shape::kPartLiteral;
  return is_column(a) && is_column(b) ? Shape::kColumnColumn : Shape::kParts;
}

// The literal that stands in a node, for nodes that calculate with doubles.
Value as_real(const Value& literal) {
  return literal.kind() == Kind::kInt ? Value::number(static_cast<double>(literal.as_int()))
                                      : literal;
}

template <class Call>
void Compiler::operands(Call Node::*member, Call call, const Syntax& a, const Syntax& b,
                        const Value& literal, void (Compiler::*child)(const Syntax&)) {
  const Shape shape = shape_of(a, b);
  const std::size_t at = begin(member, call, column_of(a), column_of(b), literal);
  if (shape == Shape::kColumnLiteral || shape == Shape::kColumnColumn) return leaf(at);
  (this->*child)(a);
  if (shape == Shape::kParts) (this->*child)(b);
  end(at, shape == Shape::kParts ? 2 : 1);
}

void Compiler::integer(const Syntax& s) {
  if (const Value* literal = literal_of(s))
    return leaf(begin(&Node::integer, literal_integer, 0, 0, *literal));
  if (is_column(s)) return leaf(begin(&Node::integer, column_integer, column_of(s)));
  std::size_t at = 0;
  if (s.kind == SyntaxKind::kNegate) {
    at = begin(&Node::integer, negated_integer);
    integer(s.parts[0]);
    return end(at, 1);
  }
  if (s.kind != SyntaxKind::kArithmetic) {
    at = begin(&Node::integer, value_integer);
    value(s);
    return end(at, 1);
  }
  const Syntax& a = s.parts[0];
  const Syntax& b = s.parts[1];
  const Value* literal = literal_of(b);
  operands(&Node::integer, integer_arithmetic(s.op, shape_of(a, b)), a, b,
           literal == nullptr ? Value() : *literal, &Compiler::integer);
}

void Compiler::real(const Syntax& s) {
  if (const Value* literal = literal_of(s))
    return leaf(begin(&Node::real, literal_real, 0, 0, as_real(*literal)));
  if (is_column(s)) return leaf(begin(&Node::real, column_real, column_of(s)));
  std::size_t at = 0;
  if (s.type.is(Kind::kInt)) {
    at = begin(&Node::real, integer_real);
    integer(s);
    return end(at, 1);
  }
  if (s.kind == SyntaxKind::kNegate) {
    at = begin(&Node::real, negated_real);
    real(s.parts[0]);
    return end(at, 1);
  }
  if (s.kind != SyntaxKind::kArithmetic) {
    at = begin(&Node::real, value_real);
    value(s);
    return end(at, 1);
  }
  const Syntax& a = s.parts[0];
  const Syntax& b = s.parts[1];
  const Value* literal = literal_of(b);
  operands(&Node::real, real_arithmetic(s.op, shape_of(a, b)), a, b,
           literal == nullptr ? Value() : as_real(*literal), &Compiler::real);
}

// ---- conditions -----------------------------------------------------------------------------

void Compiler::truth(const Syntax& s, bool test) {
  if (const Value* literal = literal_of(s))
    return leaf(begin(&Node::truth, literal_truth, 0, 0, *literal));
  if (is_column(s)) return leaf(begin(&Node::truth, column_truth, column_of(s)));
  if (s.negated && s.kind != SyntaxKind::kIs) {
    const std::size_t at = begin(&Node::truth, not_truth);
    positive(s, false);
    return end(at, 1);
  }
  positive(s, test);
}

// Without the `not` of not in, not between, not like.
void Compiler::positive(const Syntax& s, bool test) {
  if (s.kind == SyntaxKind::kCompare) return comparison(s.op, s.parts[0], s.parts[1]);
  if (s.kind == SyntaxKind::kBetween) return between(s);
  if (s.kind == SyntaxKind::kIn) return in(s);
  if (s.kind == SyntaxKind::kIs) return is(s);
  std::size_t at = 0;
  const bool is_and = s.kind == SyntaxKind::kAnd, is_or = s.kind == SyntaxKind::kOr;
  if (is_and || is_or || s.kind == SyntaxKind::kNot) {
    at = begin(&Node::truth, is_or ? or_truth : !is_and ? not_truth : test ? and_test : and_truth);
    for (const Syntax& part : s.parts) truth(part, test && (is_and || is_or));
  } else if (s.kind == SyntaxKind::kLike) {
    at = begin(&Node::truth, like_truth);
    values(s.parts);
  } else {
    at = begin(&Node::truth, value_truth);
    value(s);
    return end(at, 1);
  }
  end(at, s.parts.size());
}

// Of two integers, or of two reals if that is exact; else false.
bool Compiler::number_comparison(Operator op, const Syntax& a, const Syntax& b) {
  if (!a.type.is_number() || !b.type.is_number()) return false;
  const Value* literal = literal_of(b);
  const Shape shape = shape_of(a, b);
  if (a.type.is(Kind::kInt) && b.type.is(Kind::kInt)) {
    operands(&Node::truth, integer_comparison(op, shape), a, b,
             literal == nullptr ? Value() : *literal, &Compiler::integer);
    return true;
  }
  const bool both = a.type.is(Kind::kDouble) && b.type.is(Kind::kDouble);
  const bool exact = both || (literal != nullptr && exact_real(*literal));
  if (exact)
    operands(&Node::truth, real_comparison(op, shape), a, b,
             literal == nullptr ? Value() : as_real(*literal), &Compiler::real);
  return exact;
}

void Compiler::comparison(Operator op, const Syntax& a, const Syntax& b) {
  if (literal_of(a) != nullptr && literal_of(b) == nullptr) return comparison(mirrored(op), b, a);
  if (number_comparison(op, a, b)) return;
  const Value* literal = literal_of(b);
  if (a.type.is(Kind::kString) && b.type.is(Kind::kString))
    return operands(&Node::truth, text_comparison(op, shape_of(a, b)), a, b,
                    literal == nullptr ? Value() : *literal, &Compiler::value);
  if (is_column(a) && literal != nullptr)
    return leaf(begin(&Node::truth, compared_column_truth, column_of(a),
                      static_cast<std::uint32_t>(op), *literal));
  const std::size_t at = begin(&Node::truth, compared_truth, static_cast<std::uint32_t>(op));
  value(a);
  value(b);
  end(at, 2);
}

// Reading a column twice is cheaper than keeping it.
void Compiler::between(const Syntax& s) {
  const bool twice = is_column(s.parts[0]);
  const std::size_t at = begin(&Node::truth, twice ? and_truth : between_truth);
  if (twice) {
    comparison(Operator::kGe, s.parts[0], s.parts[1]);
    comparison(Operator::kLe, s.parts[0], s.parts[2]);
    return end(at, 2);
  }
  values(s.parts);
  end(at, 3);
}

void Compiler::in(const Syntax& s) {
  const Kind kind = s.parts[0].type.kind;
  std::vector<Value> literals;
  for (std::size_t i = 1; i < s.parts.size(); i++) {
    const Value* literal = literal_of(s.parts[i]);
    if (literal != nullptr && literal->kind() == kind) literals.push_back(*literal);
  }
  // Equality of Values is that of the language for these two kinds.
  const bool plain = s.parts[0].type.is(Kind::kInt) || s.parts[0].type.is(Kind::kString);
  if (plain && is_column(s.parts[0]) && literals.size() + 1 == s.parts.size())
    return leaf(
        begin(&Node::truth, column_in_truth, column_of(s.parts[0]), 0, Value::list(literals)));
  const std::size_t at = begin(&Node::truth, in_truth);
  values(s.parts);
  end(at, s.parts.size());
}

void Compiler::is(const Syntax& s) {
  const Syntax& of = s.parts[0];
  const std::uint32_t negated = s.negated ? 1 : 0;
  std::size_t at = 0;
  if (!s.value.is_null()) {
    at = begin(&Node::truth, is_truth, s.value.as_bool() ? 1u : 0u, negated);
    truth(of, false);
  } else if (is_column(of)) {
    return leaf(begin(&Node::truth, column_is_null_truth, column_of(of), negated));
  } else {
    at = begin(&Node::truth, is_null_truth, 0, negated);
    value(of);
  }
  end(at, 1);
}

}  // namespace

std::vector<Node> compile_value(const Syntax& syntax) {
  Compiler compiler;
  compiler.value(syntax);
  return compiler.take();
}

std::vector<Node> compile_test(const Syntax& syntax) {
  Compiler compiler;
  compiler.truth(syntax, true);
  return compiler.take();
}

}  // namespace weir::expression

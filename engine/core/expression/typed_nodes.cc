// The nodes for operators over known kinds and usual shapes: one function for each combination,
// made by templates, so that what is known when an expression is compiled is not asked again for
// each row.
#include "engine/core/expression/compile.h"
#include "engine/core/expression/dynamic.h"
#include "engine/core/expression/number_functions.h"
#include "engine/core/time.h"

namespace weir::expression {

namespace {

// ---- where an operand comes from ------------------------------------------------------------

struct ColumnA {
  static Integer integer(const Node& n, const Value& row) { return integer_of(row[n.a]); }
  static Real real(const Node& n, const Value& row) { return real_of(row[n.a]); }
  static const Value& value(const Node& n, const Value& row) { return row[n.a]; }
};
struct ColumnB {
  static Integer integer(const Node& n, const Value& row) { return integer_of(row[n.b]); }
  static Real real(const Node& n, const Value& row) { return real_of(row[n.b]); }
  static const Value& value(const Node& n, const Value& row) { return row[n.b]; }
};
struct Literal {
  static Integer integer(const Node& n, const Value&) { return {n.literal.as_int(), true}; }
  static Real real(const Node& n, const Value&) { return {n.literal.as_double(), true}; }
  static const Value& value(const Node& n, const Value&) { return n.literal; }
};
struct FirstPart {
  static Integer integer(const Node& n, const Value& row) {
    return n.first().integer(n.first(), row);
  }
  static Real real(const Node& n, const Value& row) { return n.first().real(n.first(), row); }
  static Value value(const Node& n, const Value& row) { return n.first().value(n.first(), row); }
};
struct SecondPart {
  static Integer integer(const Node& n, const Value& row) {
    const Node& second = n.first().next();
    return second.integer(second, row);
  }
  static Real real(const Node& n, const Value& row) {
    const Node& second = n.first().next();
    return second.real(second, row);
  }
  static Value value(const Node& n, const Value& row) {
    const Node& second = n.first().next();
    return second.value(second, row);
  }
};

// ---- arithmetic -----------------------------------------------------------------------------

template <Operator op>
std::int64_t calculated(std::int64_t a, std::int64_t b) {
  if constexpr (op == Operator::kAdd) return wrapping_add(a, b);
  if constexpr (op == Operator::kSub) return wrapping_sub(a, b);
  if constexpr (op == Operator::kMul) return wrapping_mul(a, b);
  if constexpr (op == Operator::kDiv) return divide(a, b);
  if constexpr (op == Operator::kMod) return remainder_of(a, b);
}

template <Operator op>
double calculated(double a, double b) {
  if constexpr (op == Operator::kAdd) return a + b;
  if constexpr (op == Operator::kSub) return a - b;
  if constexpr (op == Operator::kMul) return a * b;
  if constexpr (op == Operator::kDiv) return a / b;
  if constexpr (op == Operator::kMod) return remainder_of(a, b);
}

template <Operator op, class Left, class Right>
Integer integer_node(const Node& n, const Value& row) {
  const Integer a = Left::integer(n, row);
  const Integer b = Right::integer(n, row);
  if (!a.there || !b.there) return {0, false};
  return {calculated<op>(a.value, b.value), true};
}

template <Operator op, class Left, class Right>
Real real_node(const Node& n, const Value& row) {
  const Real a = Left::real(n, row);
  const Real b = Right::real(n, row);
  if (!a.there || !b.there) return {0, false};
  return {calculated<op>(a.value, b.value), true};
}

// ---- comparisons ----------------------------------------------------------------------------

template <Operator op, class Left, class Right>
Truth integer_truth(const Node& n, const Value& row) {
  const Integer a = Left::integer(n, row);
  const Integer b = Right::integer(n, row);
  if (!a.there || !b.there) [[unlikely]]
    return Truth::kNull;
  return truth_of(holds(op, a.value, b.value));
}

template <Operator op, class Left, class Right>
Truth real_truth(const Node& n, const Value& row) {
  const Real a = Left::real(n, row);
  const Real b = Right::real(n, row);
  if (!a.there || !b.there) [[unlikely]]
    return Truth::kNull;
  return truth_of(holds(op, a.value, b.value));
}

// Equality is that of Values: two words, if they are short.
template <Operator op, class Left, class Right>
Truth text_truth(const Node& n, const Value& row) {
  const Value& a = Left::value(n, row);
  const Value& b = Right::value(n, row);
  if (a.kind() != Kind::kString || b.kind() != Kind::kString) [[unlikely]]
    return compare_values(op, a, b);
  if constexpr (op == Operator::kEq) return truth_of(a == b);
  if constexpr (op == Operator::kNe) return truth_of(!(a == b));
  return truth_of(holds(op, a.as_text().compare(b.as_text()), 0));
}

// ---- choosing one ---------------------------------------------------------------------------

template <class Call, template <Operator, class, class> class Make, Operator op>
Call by_shape(Shape shape) {
  switch (shape) {
    case Shape::kColumnLiteral: return Make<op, ColumnA, Literal>::call;
    case Shape::kColumnColumn: return Make<op, ColumnA, ColumnB>::call;
    case Shape::kPartLiteral: return Make<op, FirstPart, Literal>::call;
    case Shape::kParts: return Make<op, FirstPart, SecondPart>::call;
  }
  return nullptr;
}

template <class Call, template <Operator, class, class> class Make>
Call by_operator(Operator op, Shape shape) {
  switch (op) {
    case Operator::kAdd: return by_shape<Call, Make, Operator::kAdd>(shape);
    case Operator::kSub: return by_shape<Call, Make, Operator::kSub>(shape);
    case Operator::kMul: return by_shape<Call, Make, Operator::kMul>(shape);
    case Operator::kDiv: return by_shape<Call, Make, Operator::kDiv>(shape);
    case Operator::kMod: return by_shape<Call, Make, Operator::kMod>(shape);
    case Operator::kEq:
    case Operator::kNe:
    case Operator::kLt:
    case Operator::kLe:
    case Operator::kGt:
    case Operator::kGe: break;
  }
  return nullptr;
}

template <template <Operator, class, class> class Make>
TruthCall by_comparison(Operator op, Shape shape) {
  switch (op) {
    case Operator::kEq: return by_shape<TruthCall, Make, Operator::kEq>(shape);
    case Operator::kNe: return by_shape<TruthCall, Make, Operator::kNe>(shape);
    case Operator::kLt: return by_shape<TruthCall, Make, Operator::kLt>(shape);
    case Operator::kLe: return by_shape<TruthCall, Make, Operator::kLe>(shape);
    case Operator::kGt: return by_shape<TruthCall, Make, Operator::kGt>(shape);
    case Operator::kGe: return by_shape<TruthCall, Make, Operator::kGe>(shape);
    case Operator::kAdd:
    case Operator::kSub:
    case Operator::kMul:
    case Operator::kDiv:
    case Operator::kMod: break;
  }
  return nullptr;
}

template <Operator op, class Left, class Right>
struct IntegerNode {
  static constexpr IntegerCall call = integer_node<op, Left, Right>;
};
template <Operator op, class Left, class Right>
struct RealNode {
  static constexpr RealCall call = real_node<op, Left, Right>;
};
template <Operator op, class Left, class Right>
struct IntegerTruth {
  static constexpr TruthCall call = integer_truth<op, Left, Right>;
};
template <Operator op, class Left, class Right>
struct RealTruth {
  static constexpr TruthCall call = real_truth<op, Left, Right>;
};
template <Operator op, class Left, class Right>
struct TextTruth {
  static constexpr TruthCall call = text_truth<op, Left, Right>;
};

}  // namespace

IntegerCall integer_arithmetic(Operator op, Shape shape) {
  return by_operator<IntegerCall, IntegerNode>(op, shape);
}

RealCall real_arithmetic(Operator op, Shape shape) {
  return by_operator<RealCall, RealNode>(op, shape);
}

TruthCall integer_comparison(Operator op, Shape shape) {
  return by_comparison<IntegerTruth>(op, shape);
}

TruthCall real_comparison(Operator op, Shape shape) { return by_comparison<RealTruth>(op, shape); }

TruthCall text_comparison(Operator op, Shape shape) { return by_comparison<TextTruth>(op, shape); }

}  // namespace weir::expression

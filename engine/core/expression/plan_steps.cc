#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "engine/core/expression/compile.h"
#include "engine/core/expression/shapes.h"
#include "engine/core/expression/steps.h"

namespace weir::expression {

namespace {

// Ranges of what a comparison with a literal holds for; `contrary` for !=.
void set_integers(Step& p, std::int64_t least, std::int64_t most) {
  p.form = Form::kInteger;
  if (least > most) {  // nothing: outside of everything
    p.contrary = !p.contrary;
    least = std::numeric_limits<std::int64_t>::min();
    most = std::numeric_limits<std::int64_t>::max();
  }
  p.low = least;
  p.span = static_cast<std::uint64_t>(most) - static_cast<std::uint64_t>(least);
}

bool compare_integer(Step& p, Operator op, std::int64_t literal) {
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  if ((op == Operator::kLt && literal == kLeast) || (op == Operator::kGt && literal == kMost))
    set_integers(p, 1, 0);
  else if (op == Operator::kLt || op == Operator::kLe)
    set_integers(p, kLeast, op == Operator::kLt ? literal - 1 : literal);
  else if (op == Operator::kGt || op == Operator::kGe)
    set_integers(p, op == Operator::kGt ? literal + 1 : literal, kMost);
  else
    set_integers(p, literal, literal);
  return true;
}

// An int64 column beside a double: beside the whole numbers around it.
bool compare_integer(Step& p, Operator op, double literal) {
  const double below = std::floor(literal);
  const auto whole = static_cast<std::int64_t>(below);  // small: exact_real() says so
  if (below == literal) return compare_integer(p, op, whole);
  if (op == Operator::kEq || op == Operator::kNe) {
    set_integers(p, 1, 0);
    return true;
  }
  const bool less = op == Operator::kLt || op == Operator::kLe;
  return compare_integer(p, less ? Operator::kLe : Operator::kGt, whole);
}

void compare_real(Step& p, Operator op, double literal) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  p.least = -kInfinity;
  p.most = kInfinity;
  if (op == Operator::kLt) p.most = std::nextafter(literal, -kInfinity);
  if (op == Operator::kLe) p.most = literal;
  if (op == Operator::kGt) p.least = std::nextafter(literal, kInfinity);
  if (op == Operator::kGe) p.least = literal;
  if (op == Operator::kEq || op == Operator::kNe) p.least = p.most = literal;
}

// Is it all in the two words of a Value, so that equal ones have equal words?
bool is_short(const Value& v) {
  constexpr std::size_t kInside = 15;  // bytes of a text
  return v.kind() == Kind::kInt || v.kind() == Kind::kBool ||
         (v.kind() == Kind::kString && v.as_text().size() <= kInside);
}

bool compare_words(Step& p, Operator op, const Value& literal) {
  if ((op != Operator::kEq && op != Operator::kNe) || !is_short(literal)) return false;
  p.form = Form::kWords;
  p.literal = literal;
  return true;
}

void set_columns(Step& p, const Syntax& a, const Syntax& b) {
  p.column = column_of(a);
  p.kind = a.type.kind;
  p.other_column = column_of(b);
  p.other_kind = b.type.kind;
}

bool is_number_column(const Syntax& s) { return is_column(s) && s.type.is_number(); }

// A column calculated with a column or a literal, beside a literal.
bool set_formula(Step& p, const Syntax& a, Operator op, const Value& literal) {
  if (a.kind != SyntaxKind::kArithmetic || !a.type.is_number()) return false;
  const Syntax& left = a.parts[0];
  const Syntax& right = a.parts[1];
  const Value* operand = literal_of(right);
  if (!is_number_column(left) || (operand == nullptr && !is_number_column(right))) return false;
  const bool integers = a.type.is(Kind::kInt) && literal.kind() == Kind::kInt;
  const std::optional<double> real = exact_real(literal);
  if (!integers && (!real || a.type.is(Kind::kInt))) return false;
  set_columns(p, left, operand == nullptr ? right : left);
  p.op = a.op;
  p.beside_literal = operand != nullptr;
  if (operand != nullptr) p.literal = *operand;
  if (integers) {
    compare_integer(p, op, literal.as_int());
    p.form = Form::kIntegerFormula;
    return true;
  }
  compare_real(p, op, *real);
  p.form = Form::kRealFormula;
  if (operand != nullptr || a.op != Operator::kMul) return true;
  if (left.type.is(Kind::kInt)) set_columns(p, right, left);
  p.form = p.other_kind == Kind::kInt ? Form::kMixedProduct : Form::kProduct;
  return true;
}

bool set_pair(Step& p, Operator op, const Syntax& a, const Syntax& b) {
  if (!is_number_column(a) || !is_number_column(b)) return false;
  if (a.type.is(Kind::kInt) && b.type.is(Kind::kDouble)) return set_pair(p, mirrored(op), b, a);
  set_columns(p, a, b);
  p.form = b.type.is(Kind::kDouble)   ? Form::kRealPair
           : a.type.is(Kind::kDouble) ? Form::kMixedPair
                                      : Form::kIntegerPair;
  p.contrary = op == Operator::kNe;
  const bool less = op == Operator::kLt || op == Operator::kLe;
  const bool greater = op == Operator::kGt || op == Operator::kGe;
  const bool equal = op != Operator::kLt && op != Operator::kGt;
  p.orders = (less ? kLessBit : 0) | (greater ? kGreaterBit : 0) | (equal ? kEqualBit : 0);
  return true;
}

// Has it one of the forms? Then `p` is set.
bool set_comparison(Step& p, Operator op, const Syntax& a, const Syntax& b) {
  if (literal_of(a) != nullptr && literal_of(b) == nullptr)
    return set_comparison(p, mirrored(op), b, a);
  const Value* literal = literal_of(b);
  if (literal == nullptr) return set_pair(p, op, a, b);
  p.contrary = op == Operator::kNe;
  if (set_formula(p, a, op, *literal)) return true;
  if (!is_column(a)) return false;
  set_columns(p, a, a);
  const std::optional<double> real = exact_real(*literal);
  if (a.type.is(Kind::kInt) && literal->kind() == Kind::kInt)
    return compare_integer(p, op, literal->as_int());
  if (a.type.is(Kind::kInt) && real) return compare_integer(p, op, *real);
  if ((a.type.is(Kind::kString) || a.type.is(Kind::kBool)) && a.type.kind == literal->kind())
    return compare_words(p, op, *literal);
  if (!a.type.is(Kind::kDouble) || !real) return false;
  p.form = Form::kReal;
  compare_real(p, op, *real);
  return true;
}

bool set_between(Step& p, const Syntax& s) {
  const Value* low = literal_of(s.parts[1]);
  const Value* high = literal_of(s.parts[2]);
  if (!is_column(s.parts[0]) || low == nullptr || high == nullptr) return false;
  set_columns(p, s.parts[0], s.parts[0]);
  p.contrary = s.negated;
  const auto both = [&](Kind kind) { return low->kind() == kind && high->kind() == kind; };
  if (s.parts[0].type.is(Kind::kInt) && both(Kind::kInt)) {
    set_integers(p, low->as_int(), high->as_int());
    return true;
  }
  const std::optional<double> least = exact_real(*low), most = exact_real(*high);
  if (!s.parts[0].type.is(Kind::kDouble) || !least || !most) return false;
  p.form = Form::kReal;
  p.least = *least;
  p.most = *most;
  return true;
}

bool set_words(Step& p, const Syntax& s) {
  const bool null = s.kind == SyntaxKind::kIs && s.value.is_null();
  const Syntax& of = s.kind == SyntaxKind::kIs ? s.parts[0] : s;
  if (!is_column(of) || !(null || (s.kind == SyntaxKind::kName && of.type.is(Kind::kBool))))
    return false;
  p.form = Form::kWords;
  set_columns(p, of, of);
  p.contrary = s.negated;
  p.any_kind = null;
  p.literal = null ? Value() : Value::boolean(true);
  return true;
}

bool set_in(Step& p, const Syntax& s) {
  if (!is_column(s.parts[0])) return false;
  std::vector<Value> all;
  for (std::size_t i = 1; i < s.parts.size(); i++) {
    const Value* literal = literal_of(s.parts[i]);
    if (literal == nullptr || !is_short(*literal) || literal->kind() != s.parts[0].type.kind)
      return false;
    all.push_back(*literal);
  }
  set_columns(p, s.parts[0], s.parts[0]);
  p.form = Form::kIn;
  p.contrary = s.negated;
  p.literal = Value::list(all);
  return true;
}

bool set_step(Step& p, const Syntax& s) {
  if (s.kind == SyntaxKind::kCompare) return set_comparison(p, s.op, s.parts[0], s.parts[1]);
  if (s.kind == SyntaxKind::kBetween) return set_between(p, s);
  if (s.kind == SyntaxKind::kIn) return set_in(p, s);
  return set_words(p, s);
}

// What a step is to ask: is it true, or is it false?
class Planner {
 public:
  explicit Planner(Machine& machine) : machine_(machine) {}

  // Steps that go to `yes` if `s` is `wanted`, else to `no`.
  void plan(const Syntax& s, bool wanted, std::int32_t yes, std::int32_t no) {
    if (s.kind == SyntaxKind::kNot) return plan(s.parts[0], !wanted, yes, no);
    const bool is_and = s.kind == SyntaxKind::kAnd;
    if (!is_and && s.kind != SyntaxKind::kOr) return ask(s, wanted, yes, no);
    // All of them, or one of them. Where a part begins is known when those before it are planned.
    const bool all = is_and == wanted;
    for (std::size_t i = 0; i < s.parts.size(); i++) {
      const std::size_t begin = machine_.steps.size();
      const bool last = i + 1 == s.parts.size();
      const std::int32_t behind = label_--;
      plan(s.parts[i], wanted, all && !last ? behind : yes, all || last ? no : behind);
      for (std::size_t at = begin; at < machine_.steps.size(); at++)
        for (std::int32_t* to : {&machine_.steps[at].yes, &machine_.steps[at].no})
          if (*to == behind) *to = static_cast<std::int32_t>(machine_.steps.size());
    }
  }

 private:
  void ask(const Syntax& s, bool wanted, std::int32_t yes, std::int32_t no) {
    Step step;
    if (set_step(step, s)) {
      step.contrary = step.contrary == wanted;
      if (step.form == Form::kWords && step.kind == Kind::kString && !step.contrary &&
          !step.any_kind)
        step.form = Form::kEqual;
    } else {
      step = Step();
      step.nodes = machine_.nodes.size();
      const std::vector<Node> nodes = wanted ? compile_test(s) : compile_test(contrary_of(s));
      machine_.nodes.insert(machine_.nodes.end(), nodes.begin(), nodes.end());
    }
    step.yes = yes;
    step.no = no;
    machine_.steps.push_back(std::move(step));
  }

  static Syntax contrary_of(const Syntax& s) {
    Syntax out;
    out.kind = SyntaxKind::kNot;
    out.parts.push_back(s);
    return out;
  }

  std::int32_t label_ = -3;  // for places that are not known yet
  Machine& machine_;
};

}  // namespace

void plan_steps(const Syntax& syntax, Machine& machine) {
  machine.all = compile_test(syntax);
  Planner(machine).plan(syntax, true, kHolds, kFails);
}

}  // namespace weir::expression

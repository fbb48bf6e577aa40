#include "engine/core/expression/nodes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "engine/core/expression/dynamic.h"
#include "engine/core/expression/function_table.h"
#include "engine/core/expression/text_functions.h"
#include "engine/core/time.h"

namespace weir::expression {

namespace {

Value value_of(const Node& n, const Value& row) { return n.value(n, row); }
// The same without a copy of what stands somewhere: a column, a literal. Else it is in `made`.
const Value& place_of(const Node& n, const Value& row, Value& made) {
  if (n.value == column_value) return row[n.a];
  if (n.value == literal_value) return n.literal;
  made = n.value(n, row);
  return made;
}
Truth truth_of(const Node& n, const Value& row) { return n.truth(n, row); }
Integer integer_of(const Node& n, const Value& row) { return n.integer(n, row); }
Real real_of(const Node& n, const Value& row) { return n.real(n, row); }

Truth contrary(Truth t) {
  return t == Truth::kNull ? t : t == Truth::kTrue ? Truth::kFalse : Truth::kTrue;
}

// Of two parts. false: one is null, and both have been looked at.
bool take_texts(std::string_view who, const Node& n, const Value& row, std::array<Value, 2>& made,
                std::array<const Value*, 2>& out) {
  const Node* part = &n.first();
  for (std::size_t i = 0; i < 2; i++, part = &part->next()) {
    out[i] = &place_of(*part, row, made[i]);
    if (out[i]->kind() != Kind::kString && !out[i]->is_null()) fail_kind(who, "strings", *out[i]);
  }
  return !out[0]->is_null() && !out[1]->is_null();
}

// The kinds that a parameter takes, a bit for each.
constexpr std::uint32_t bit(Kind kind) { return 1u << static_cast<std::uint32_t>(kind); }
constexpr std::uint32_t kinds_of(Accepts accepts) {
  constexpr std::uint32_t kNumbers = bit(Kind::kInt) | bit(Kind::kDouble);
  switch (accepts) {
    case Accepts::kAnything: return ~0u;
    case Accepts::kBool: return bit(Kind::kBool);
    case Accepts::kInt: return bit(Kind::kInt);
    case Accepts::kNumber: return kNumbers;
    case Accepts::kString: return bit(Kind::kString);
    case Accepts::kScalar: return kNumbers | bit(Kind::kString) | bit(Kind::kBool);
    case Accepts::kSequence: return bit(Kind::kList) | bit(Kind::kMap);
  }
  return 0;
}

[[noreturn, gnu::noinline]] void fail_argument(const FunctionInfo& f, const Parameter& parameter,
                                               const Value& seen) {
  fail_kind(fmt::format("'{}' of {}", parameter.name, f.written), accepted_text(parameter.accepts),
            seen);
}

// One argument, of a kind that the function takes. Perhaps it is null.
const Value& take_argument(const Node& n, std::size_t i, const Node& part, const Value& row,
                           Value& made) {
  const Value& out = place_of(part, row, made);
  const Parameter& parameter = n.function->parameters[std::min<std::size_t>(i, n.b)];
  const std::uint32_t accepted = kinds_of(parameter.accepts) | bit(Kind::kNull);
  if ((accepted & bit(out.kind())) == 0) [[unlikely]]
    fail_argument(*n.function, parameter, out);
  return out;
}

template <std::size_t kRoom>
Value call_with(const Node& n, const Value& row) {
  std::array<Value, kRoom> made;
  std::array<const Value*, kRoom> arguments;
  bool there = true;
  const Node* part = &n.first();
  for (std::size_t i = 0; i < n.parts; i++, part = &part->next()) {
    arguments[i] = &take_argument(n, i, *part, row, made[i]);
    there = there && !arguments[i]->is_null();
  }
  return there ? n.function->call(Arguments({arguments.data(), n.parts})) : Value();
}

}  // namespace

// ---- values ---------------------------------------------------------------------------------

Value literal_value(const Node& n, const Value&) { return n.literal; }
Value column_value(const Node& n, const Value& row) { return row[n.a]; }
Value whole_value(const Node&, const Value& row) { return row; }

Value field_value(const Node& n, const Value& row) {
  Value made;
  const Value& of = place_of(n.first(), row, made);
  if (of.is_null()) return {};
  if (of.kind() != Kind::kRow || n.a >= of.size()) fail_kind("a field", "a row that has it", of);
  return of[n.a];
}

Value map_field_value(const Node& n, const Value& row) {
  Value made;
  return element_of(place_of(n.first(), row, made), n.literal);
}

Value element_value(const Node& n, const Value& row) {
  Value made, index;
  const Value& of = place_of(n.first(), row, made);
  return element_of(of, place_of(n.first().next(), row, index));
}

Value integer_value(const Node& n, const Value& row) {
  const Integer i = integer_of(n.first(), row);
  return i.there ? Value::integer(i.value) : Value();
}

Value real_value(const Node& n, const Value& row) {
  const Real r = real_of(n.first(), row);
  return r.there ? Value::number(r.value) : Value();
}

Value truth_value(const Node& n, const Value& row) {
  const Truth t = truth_of(n.first(), row);
  return t == Truth::kNull ? Value() : Value::boolean(t == Truth::kTrue);
}

Value negated_value(const Node& n, const Value& row) { return negated(value_of(n.first(), row)); }

Value calculated_value(const Node& n, const Value& row) {
  const Value a = value_of(n.first(), row);
  return calculate(static_cast<Operator>(n.a), a, value_of(n.first().next(), row));
}

Value concat_value(const Node& n, const Value& row) {
  std::array<Value, 2> made;
  std::array<const Value*, 2> texts;
  return take_texts("'||'", n, row, made, texts) ? text_concat(Arguments(texts)) : Value();
}

Value cast_value_node(const Node& n, const Value& row) {
  return cast_value(value_of(n.first(), row), static_cast<Kind>(n.a), n.b != 0);
}

Value call_value(const Node& n, const Value& row) {
  if (n.parts == 1) return call_with<1>(n, row);
  return n.parts <= 3 ? call_with<3>(n, row) : call_with<kMostArguments>(n, row);
}

Value if_value(const Node& n, const Value& row) {
  const Node& then = n.first().next();
  return value_of(truth_of(n.first(), row) == Truth::kTrue ? then : then.next(), row);
}

Value coalesce_value(const Node& n, const Value& row) {
  const Node* part = &n.first();
  for (std::uint32_t i = 0; i < n.parts; i++, part = &part->next()) {
    Value v = value_of(*part, row);
    if (!v.is_null()) return v;
  }
  return {};
}

Value nullif_value(const Node& n, const Value& row) {
  Value a = value_of(n.first(), row);
  const Value b = value_of(n.first().next(), row);
  return compare_values(Operator::kEq, a, b) == Truth::kTrue ? Value() : a;
}

Value extreme_value(const Node& n, const Value& row) {
  Value best;
  bool there = true;
  const Node* part = &n.first();
  for (std::size_t i = 0; i < n.parts; i++, part = &part->next()) {
    Value made;
    const Value& v = take_argument(n, i, *part, row, made);
    there = there && !v.is_null();
    if (!there) continue;  // the others may still be of a wrong kind
    if (best.is_null() || (n.a != 0 ? rank(v, best) > 0 : rank(v, best) < 0)) best = v;
  }
  return there ? best : Value();
}

Value case_value(const Node& n, const Value& row) {
  const Node* part = &n.first();
  std::uint32_t i = 0;
  for (; i + 1 < n.parts; i += 2, part = &part->next().next())
    if (truth_of(*part, row) == Truth::kTrue) return value_of(part->next(), row);
  return i < n.parts ? value_of(*part, row) : Value();
}

Value case_of_value(const Node& n, const Value& row) {
  Value made;
  const Value& subject = place_of(n.first(), row, made);
  const Node* part = &n.first().next();
  std::uint32_t i = 1;
  for (; i + 1 < n.parts; i += 2, part = &part->next().next())
    if (compare_values(Operator::kEq, subject, value_of(*part, row)) == Truth::kTrue)
      return value_of(part->next(), row);
  return i < n.parts ? value_of(*part, row) : Value();
}

// ---- truths ---------------------------------------------------------------------------------

Truth literal_truth(const Node& n, const Value&) { return expression::truth_of(n.literal); }
Truth column_truth(const Node& n, const Value& row) { return expression::truth_of(row[n.a]); }
Truth value_truth(const Node& n, const Value& row) {
  return expression::truth_of(value_of(n.first(), row));
}

Truth not_truth(const Node& n, const Value& row) { return contrary(truth_of(n.first(), row)); }

Truth and_truth(const Node& n, const Value& row) {
  Truth out = Truth::kTrue;
  const Node* part = &n.first();
  for (std::uint32_t i = 0; i < n.parts; i++, part = &part->next()) {
    const Truth t = truth_of(*part, row);
    if (t == Truth::kFalse) return t;
    if (t == Truth::kNull) out = t;
  }
  return out;
}

Truth and_test(const Node& n, const Value& row) {
  const Node* part = &n.first();
  for (std::uint32_t i = 0; i < n.parts; i++, part = &part->next())
    if (truth_of(*part, row) != Truth::kTrue) return Truth::kFalse;
  return Truth::kTrue;
}

Truth or_truth(const Node& n, const Value& row) {
  Truth out = Truth::kFalse;
  const Node* part = &n.first();
  for (std::uint32_t i = 0; i < n.parts; i++, part = &part->next()) {
    const Truth t = truth_of(*part, row);
    if (t == Truth::kTrue) return t;
    if (t == Truth::kNull) out = t;
  }
  return out;
}

Truth compared_truth(const Node& n, const Value& row) {
  Value left, right;
  const Value& a = place_of(n.first(), row, left);
  return compare_values(static_cast<Operator>(n.a), a, place_of(n.first().next(), row, right));
}

Truth compared_column_truth(const Node& n, const Value& row) {
  return compare_values(static_cast<Operator>(n.b), row[n.a], n.literal);
}

Truth column_is_null_truth(const Node& n, const Value& row) {
  return expression::truth_of(row[n.a].is_null() != (n.b != 0));
}

Truth is_null_truth(const Node& n, const Value& row) {
  Value made;
  return expression::truth_of(place_of(n.first(), row, made).is_null() != (n.b != 0));
}

Truth is_truth(const Node& n, const Value& row) {
  const Truth wanted = n.a != 0 ? Truth::kTrue : Truth::kFalse;
  return expression::truth_of((truth_of(n.first(), row) == wanted) != (n.b != 0));
}

Truth in_truth(const Node& n, const Value& row) {
  Value made, other;
  const Value& of = place_of(n.first(), row, made);
  Truth out = Truth::kFalse;
  const Node* part = &n.first().next();
  for (std::uint32_t i = 1; i < n.parts; i++, part = &part->next()) {
    const Truth t = compare_values(Operator::kEq, of, place_of(*part, row, other));
    if (t == Truth::kTrue) return t;
    if (t == Truth::kNull) out = t;
  }
  return out;
}

Truth column_in_truth(const Node& n, const Value& row) {
  const Value& of = row[n.a];
  if (of.kind() != n.literal[0].kind()) return Truth::kNull;
  for (const Value& one : n.literal.elements())
    if (one == of) return Truth::kTrue;
  return Truth::kFalse;
}

Truth between_truth(const Node& n, const Value& row) {
  Value made, other;
  const Value& of = place_of(n.first(), row, made);
  const Node& low = n.first().next();
  const Truth above = compare_values(Operator::kGe, of, place_of(low, row, other));
  if (above == Truth::kFalse) return above;
  const Truth below = compare_values(Operator::kLe, of, place_of(low.next(), row, other));
  return below == Truth::kFalse || above == Truth::kTrue ? below : above;
}

Truth like_truth(const Node& n, const Value& row) {
  std::array<Value, 2> made;
  std::array<const Value*, 2> texts;
  if (!take_texts("'like'", n, row, made, texts)) return Truth::kNull;
  return expression::truth_of(is_like(texts[0]->as_text(), texts[1]->as_text()));
}

// ---- integers and reals ---------------------------------------------------------------------

Integer literal_integer(const Node& n, const Value&) { return {n.literal.as_int(), true}; }
Integer column_integer(const Node& n, const Value& row) { return expression::integer_of(row[n.a]); }
Integer value_integer(const Node& n, const Value& row) {
  return expression::integer_of(value_of(n.first(), row));
}
Integer negated_integer(const Node& n, const Value& row) {
  const Integer i = integer_of(n.first(), row);
  return {wrapping_sub(0, i.value), i.there};
}

Real literal_real(const Node& n, const Value&) { return {n.literal.as_double(), true}; }
Real column_real(const Node& n, const Value& row) { return expression::real_of(row[n.a]); }
Real value_real(const Node& n, const Value& row) {
  return expression::real_of(value_of(n.first(), row));
}
Real integer_real(const Node& n, const Value& row) {
  const Integer i = integer_of(n.first(), row);
  return {static_cast<double>(i.value), i.there};
}
Real negated_real(const Node& n, const Value& row) {
  const Real r = real_of(n.first(), row);
  return {-r.value, r.there};
}

}  // namespace weir::expression

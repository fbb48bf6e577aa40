#include "engine/core/expression/dynamic.h"

#include <fmt/format.h>

#include <cmath>

#include "engine/core/expression/number_functions.h"
#include "engine/core/text_width.h"
#include "engine/core/user_error.h"

namespace weir::expression {

namespace {

bool is_number(const Value& v) { return v.kind() == Kind::kInt || v.kind() == Kind::kDouble; }

Order order_from(int c) { return c < 0 ? Order::kLess : c > 0 ? Order::kGreater : Order::kEqual; }

Order order_of_numbers(const Value& a, const Value& b) {
  const bool a_int = a.kind() == Kind::kInt, b_int = b.kind() == Kind::kInt;
  if (a_int && b_int) return order_from(a.as_int() < b.as_int() ? -1 : a.as_int() > b.as_int());
  if (!a_int && !b_int) {
    const double x = a.as_double(), y = b.as_double();
    return x < y    ? Order::kLess
           : x > y  ? Order::kGreater
           : x == y ? Order::kEqual
                    : Order::kUnordered;
  }
  const int c = a_int ? compare_exactly(a.as_int(), b.as_double())
                      : compare_exactly(b.as_int(), a.as_double());
  if (c == 2) return Order::kUnordered;
  return order_from(a_int ? c : -c);
}

Value calculate_int(Operator op, std::int64_t a, std::int64_t b) {
  switch (op) {
    case Operator::kAdd: return Value::integer(wrapping_add(a, b));
    case Operator::kSub: return Value::integer(wrapping_sub(a, b));
    case Operator::kMul: return Value::integer(wrapping_mul(a, b));
    case Operator::kDiv: return Value::integer(divide(a, b));
    case Operator::kMod: return Value::integer(remainder_of(a, b));
    case Operator::kEq:
    case Operator::kNe:
    case Operator::kLt:
    case Operator::kLe:
    case Operator::kGt:
    case Operator::kGe: break;
  }
  return {};
}

Value calculate_double(Operator op, double a, double b) {
  switch (op) {
    case Operator::kAdd: return Value::number(a + b);
    case Operator::kSub: return Value::number(a - b);
    case Operator::kMul: return Value::number(a * b);
    case Operator::kDiv: return Value::number(a / b);
    case Operator::kMod: return Value::number(remainder_of(a, b));
    case Operator::kEq:
    case Operator::kNe:
    case Operator::kLt:
    case Operator::kLe:
    case Operator::kGt:
    case Operator::kGe: break;
  }
  return {};
}

}  // namespace

std::string seen_text(const Value& v) {
  constexpr std::size_t kColumns = 60;
  return fmt::format("the {} {}", kind_name(v.kind()),
                     cut_to_width(shown(v.to_string()), kColumns));
}

void fail_kind(std::string_view what, std::string_view wanted, const Value& seen) {
  throw UserError(ErrorKind::kUserFunction,
                  fmt::format("{} wants {} and got {}", what, wanted, seen_text(seen)));
}

Order order_of(const Value& a, const Value& b) {
  if (a.is_null() || b.is_null()) return Order::kUnknown;
  if (is_number(a) && is_number(b)) return order_of_numbers(a, b);
  if (a.kind() != b.kind()) return Order::kUnknown;
  const Order order = order_from(a.compare(b));
  const bool scalar = a.kind() == Kind::kString || a.kind() == Kind::kBool;
  return scalar || order == Order::kEqual ? order : Order::kUnordered;
}

Truth compare_values(Operator op, const Value& a, const Value& b) {
  const Order order = order_of(a, b);
  if (order == Order::kUnknown) return Truth::kNull;
  if (order == Order::kUnordered) return truth_of(op == Operator::kNe);
  return truth_of(holds(op, static_cast<int>(order), 0));
}

Value calculate(Operator op, const Value& a, const Value& b) {
  for (const Value* v : {&a, &b})
    if (!v->is_null() && !is_number(*v))
      fail_kind(fmt::format("'{}'", operator_text(op)), "numbers", *v);
  if (a.is_null() || b.is_null()) return {};
  if (a.kind() == Kind::kInt && b.kind() == Kind::kInt)
    return calculate_int(op, a.as_int(), b.as_int());
  return calculate_double(op, real_of(a).value, real_of(b).value);
}

Value negated(const Value& v) {
  if (v.is_null()) return {};
  if (v.kind() == Kind::kInt) return Value::integer(wrapping_sub(0, v.as_int()));
  if (v.kind() == Kind::kDouble) return Value::number(-v.as_double());
  fail_kind("'-'", "a number", v);
}

int rank(const Value& a, const Value& b) {
  if (a.kind() == b.kind()) return a.compare(b);
  if (!is_number(a) || !is_number(b))
    throw UserError(ErrorKind::kUserFunction,
                    fmt::format("only values of one kind have a smallest and a greatest, and here "
                                "are {} and {}",
                                seen_text(a), seen_text(b)));
  const bool a_int = a.kind() == Kind::kInt;
  const int c = a_int ? compare_exactly(a.as_int(), b.as_double())
                      : compare_exactly(b.as_int(), a.as_double());
  if (c == 2) return a_int ? -1 : 1;  // NaN is above all
  return a_int ? c : -c;
}

Integer integer_of_other(const Value& v) {
  if (!v.is_null()) fail_kind("this column", "an int64", v);
  return {0, false};
}

Real real_of_other(const Value& v) {
  if (!v.is_null()) fail_kind("this column", "a number", v);
  return {0, false};
}

Truth truth_of_other(const Value& v) {
  if (!v.is_null()) fail_kind("a condition", "true or false", v);
  return Truth::kNull;
}

Value element_of(const Value& of, const Value& index) {
  if (of.kind() == Kind::kMap) {
    const Value* found = index.is_null() ? nullptr : of.find(index);
    return found == nullptr ? Value() : *found;
  }
  if (of.kind() != Kind::kList || index.kind() != Kind::kInt) return {};
  const std::int64_t i = index.as_int();
  if (i < 1 || i > static_cast<std::int64_t>(of.size())) return {};
  return of[static_cast<std::size_t>(i - 1)];
}

}  // namespace weir::expression

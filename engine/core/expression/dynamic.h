// What operators do to values whose kinds are only known when they are there.
//   Arithmetic of what is no number, a condition that is no bool, a text that is none: UserError.
//   A comparison of two kinds, or with a null, is null.
#pragma once
#include <string>
#include <string_view>

#include "engine/core/expression/node.h"
#include "engine/core/expression/syntax.h"
#include "engine/core/value.h"

namespace weir::expression {

enum class Order : signed char {
  kLess = -1,
  kEqual = 0,
  kGreater = 1,
  kUnordered,  // one is NaN, or they have no order and are not equal
  kUnknown,    // one is null, or they are of different kinds
};

Order order_of(const Value& a, const Value& b);

inline Truth truth_of(bool b) { return b ? Truth::kTrue : Truth::kFalse; }

template <class T>
bool holds(Operator op, const T& a, const T& b) {
  switch (op) {
    case Operator::kEq: return a == b;
    case Operator::kNe: return a != b;
    case Operator::kLt: return a < b;
    case Operator::kLe: return a <= b;
    case Operator::kGt: return a > b;
    case Operator::kGe: return a >= b;
    case Operator::kAdd:
    case Operator::kSub:
    case Operator::kMul:
    case Operator::kDiv:
    case Operator::kMod: break;
  }
  return false;
}

Truth compare_values(Operator op, const Value& a, const Value& b);
Value calculate(Operator op, const Value& a, const Value& b);
Value negated(const Value& v);
// For least, greatest, min and max: the order of compare(), and int64 with double by number.
// Negative, 0, positive. Neither is null; UserError if they are of different kinds.
int rank(const Value& a, const Value& b);

// The kind and the value, cut where it is long: "the string \"12a\"".
std::string seen_text(const Value& v);
// UserError: `wanted` is what accepted_text() says, `what` who wants it.
[[noreturn]] void fail_kind(std::string_view what, std::string_view wanted, const Value& seen);

// Of what is no int64, or no number: null is nothing there, all else a UserError.
Integer integer_of_other(const Value& v);
Real real_of_other(const Value& v);
Truth truth_of_other(const Value& v);

inline Integer integer_of(const Value& v) {
  if (v.kind() == Kind::kInt) [[likely]]
    return {v.as_int(), true};
  return integer_of_other(v);
}
inline Real real_of(const Value& v) {
  if (v.kind() == Kind::kDouble) return {v.as_double(), true};
  if (v.kind() == Kind::kInt) return {static_cast<double>(v.as_int()), true};
  return real_of_other(v);
}
inline Truth truth_of(const Value& v) {
  if (v.kind() == Kind::kBool) [[likely]]
    return truth_of(v.as_bool());
  return truth_of_other(v);
}

Value cast_value(const Value& v, Kind to, bool tries);
// Elements of a list from 1, values of a map; else null.
Value element_of(const Value& of, const Value& index);

}  // namespace weir::expression

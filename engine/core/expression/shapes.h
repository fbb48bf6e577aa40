// What is asked of an expression that has been checked, to choose how it is evaluated.
#pragma once
#include <cmath>
#include <cstdint>
#include <optional>

#include "engine/core/expression/syntax.h"
#include "engine/core/value.h"

namespace weir::expression {

// The value of a literal or a constant; nullptr: it is neither.
inline const Value* literal_of(const Syntax& s) {
  const bool literal =
      s.kind == SyntaxKind::kLiteral || (s.kind == SyntaxKind::kName && s.is_constant);
  return literal ? &s.value : nullptr;
}

inline bool is_column(const Syntax& s) {
  return s.kind == SyntaxKind::kName && !s.is_constant && !s.is_whole;
}

inline std::uint32_t column_of(const Syntax& s) { return static_cast<std::uint32_t>(s.index); }

// The operator of `b op a` for that of `a op b`.
inline Operator mirrored(Operator op) {
  if (op == Operator::kLt) return Operator::kGt;
  if (op == Operator::kLe) return Operator::kGe;
  if (op == Operator::kGt) return Operator::kLt;
  if (op == Operator::kGe) return Operator::kLe;
  return op;
}

// A number as a double, if comparing any int64 or double with it as doubles is exact: below 2^53
// every int64 is one, and those above stay above.
inline std::optional<double> exact_real(const Value& v) {
  constexpr double kExact = 9007199254740992.0;
  if (v.kind() != Kind::kInt && v.kind() != Kind::kDouble) return std::nullopt;
  const double d = v.kind() == Kind::kInt ? static_cast<double>(v.as_int()) : v.as_double();
  if (std::fabs(d) < kExact) return d;
  return std::nullopt;
}

}  // namespace weir::expression

// The functions of the expression language over numbers, and the arithmetic below its operators.
//   int64 wraps as Java's long. Dividing an int64 by 0 throws UserError. Arguments are there and of
//   the kinds that the function table asks for.
#pragma once
#include <cmath>
#include <cstdint>

#include "engine/core/expression/function_table.h"
#include "engine/core/time.h"
#include "engine/core/value.h"

namespace weir::expression {

[[noreturn]] void fail_zero_divisor(std::int64_t dividend, const char* sign);

inline std::int64_t divide(std::int64_t a, std::int64_t b) {
  if (b == 0) [[unlikely]]
    fail_zero_divisor(a, "/");
  return b == -1 ? wrapping_sub(0, a) : a / b;  // the smallest int64 / -1 is itself
}
inline std::int64_t remainder_of(std::int64_t a, std::int64_t b) {
  if (b == 0) [[unlikely]]
    fail_zero_divisor(a, "%");
  return b == -1 ? 0 : a % b;
}
inline double remainder_of(double a, double b) { return std::fmod(a, b); }  // exact

// -1, 0, 1 as numbers are, without rounding; 2 if `b` is NaN.
int compare_exactly(std::int64_t a, double b);

// As Java's (long): towards zero, to the nearest int64 if there is none, NaN to 0.
std::int64_t to_int64(double value);

Value number_abs(Arguments a);
Value number_sign(Arguments a);
Value number_floor(Arguments a);
Value number_ceil(Arguments a);
Value number_round(Arguments a);
Value number_mod(Arguments a);
Value number_floor_to(Arguments a);

}  // namespace weir::expression

// Exercise 3, the contract: what goes in, what comes out, what your file must provide.
#ifndef WEIR_E03_EXERCISE_H_
#define WEIR_E03_EXERCISE_H_

#include <weir.h>

namespace e03 {

struct Pair {
  std::int64_t key = 0;
  std::int64_t value = 0;
  WEIR_FIELDS(key, value)
};

struct Average {
  std::int64_t key = 0;
  double average = 0;
  WEIR_FIELDS(key, average)
};

// Write one class that inherits from this, and name it in WEIR_EXERCISE(...).
// Keyed by Pair::key: each call sees the state of the key of its record, and no other.
using AverageFunction = weir::KeyedProcessFunction<std::int64_t, Pair, Average>;

using Contract = weir::Solution<AverageFunction>;
void check(const Contract& solution, weir::Grading& grading);  // the grader's

}  // namespace e03

#endif  // WEIR_E03_EXERCISE_H_

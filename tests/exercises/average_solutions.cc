#include "tests/exercises/average_solutions.h"

#include "exercises/03-average-of-three/exercise.h"

// The files as learners write them, with another last line. All that they include stands above.
#undef WEIR_EXERCISE
#define WEIR_EXERCISE(Type)                         \
  inline weir::FunctionFactory made() {             \
    return [] { return std::make_unique<Type>(); }; \
  }

namespace struct_of_two {
#include "exercises/03-average-of-three/solutions/count_and_total.cc"
}
namespace list_of_values {
#include "exercises/03-average-of-three/solutions/keep_the_values.cc"
}
namespace two_of_them {
#include "exercises/03-average-of-three/solutions/two_states.cc"
}

namespace weir::testing {

std::vector<std::pair<const char*, FunctionFactory>> average_solutions() {
  return {{"count_and_total", struct_of_two::made()},
          {"keep_the_values", list_of_values::made()},
          {"two_states", two_of_them::made()}};
}

}  // namespace weir::testing

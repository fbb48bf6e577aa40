// A struct without WEIR_FIELDS in a state.
#include "exercise.h"
using namespace weir;
using namespace e03;

struct Plain {
  std::int64_t count = 0;
};
struct A : AverageFunction {
  ValueState<Plain> sum;
  void process_element(const Pair&, Context&, Collector<Average>&) override {}
};
WEIR_EXERCISE(A)

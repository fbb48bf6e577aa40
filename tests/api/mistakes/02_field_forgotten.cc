// A field that WEIR_FIELDS does not list.
#include "exercise.h"
using namespace weir;
using namespace e03;

struct Part {
  std::int64_t count = 0;
  std::int64_t total = 0;
  WEIR_FIELDS(count)
};
struct A : AverageFunction {
  ValueState<Part> sum;
  void process_element(const Pair&, Context&, Collector<Average>&) override {}
};
WEIR_EXERCISE(A)

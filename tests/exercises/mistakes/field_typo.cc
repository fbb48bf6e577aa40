#include "exercise.h"

using namespace weir;
using namespace e03;

struct Sum {
  std::int64_t count = 0;
  std::int64_t total = 0;
  WEIR_FIELDS(count, totla)
};

struct A : AverageFunction {
  ValueState<Sum> sum;
  void process_element(const Pair&, Context&, Collector<Average>&) override {}
};

WEIR_EXERCISE(A)

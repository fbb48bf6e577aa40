#include "exercise.h"

using namespace weir;
using namespace e03;

struct A : AverageFunction {
  ValueState<std::int64_t> total
  void process_element(const Pair&, Context&, Collector<Average>&) override {}
};

WEIR_EXERCISE(A)

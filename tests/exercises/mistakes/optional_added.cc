#include "exercise.h"

using namespace weir;
using namespace e03;

struct A : AverageFunction {
  ValueState<std::int64_t> total;
  void process_element(const Pair& in, Context&, Collector<Average>&) override {
    total.update(total.value() + in.value);
  }
};

WEIR_EXERCISE(A)

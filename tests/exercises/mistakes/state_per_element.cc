#include "exercise.h"

using namespace weir;
using namespace e03;

struct A : AverageFunction {
  void process_element(const Pair& in, Context& context, Collector<Average>&) override {
    auto sum = context.get_state(ValueStateDescriptor<std::int64_t>("sum"));
    sum.update(in.value);
  }
};

WEIR_EXERCISE(A)

#include "exercise.h"

using namespace weir;
using namespace e03;

struct A : KeyedProcessFunction<std::int64_t, Pair, std::int64_t> {
  void process_element(const Pair&, Context&, Collector<std::int64_t>&) override {}
};

WEIR_EXERCISE(A)

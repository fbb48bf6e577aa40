// value() may be absent.
#include "exercise.h"
using namespace weir;
using namespace e03;

struct Sum {
  std::int64_t count = 0;
  std::int64_t total = 0;
  WEIR_FIELDS(count, total)
};
struct A : AverageFunction {
  ValueState<Sum> sum;
  void process_element(const Pair& in, Context&, Collector<Average>&) override {
    Sum s = sum.value();
    s.total += in.value;
    sum.update(s);
  }
};
WEIR_EXERCISE(A)

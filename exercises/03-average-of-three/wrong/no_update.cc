// WRONG: stores once, then changes the stored object; right on the heap backend.
#include "exercise.h"

using namespace weir;
using namespace e03;

struct Sum {
  std::int64_t count = 0;
  std::int64_t total = 0;
  WEIR_FIELDS(count, total)
};

struct AverageOfThree : AverageFunction {
  ValueState<Sum> sum;

  void open(RuntimeContext& context) override {
    sum = context.get_state(ValueStateDescriptor<Sum>("sum"));
  }

  void process_element(const Pair& in, Context&, Collector<Average>& out) override {
    Sum* s = sum.live();
    if (s == nullptr) {
      sum.update({1, in.value});
      return;
    }
    s->count += 1;
    s->total += in.value;
    if (s->count == 3) {
      out.collect({in.key, static_cast<double>(s->total) / 3});
      sum.clear();
    }
  }
};

WEIR_EXERCISE(AverageOfThree)

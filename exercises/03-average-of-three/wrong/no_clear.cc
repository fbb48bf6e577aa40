// WRONG: emits at three and goes on counting.
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
    Sum s = sum.value().value_or(Sum{});
    ++s.count;
    s.total += in.value;
    sum.update(s);
    if (s.count >= 3)
      out.collect({in.key, static_cast<double>(s.total) / static_cast<double>(s.count)});
  }
};

WEIR_EXERCISE(AverageOfThree)

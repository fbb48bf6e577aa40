// WRONG: divides two integers and only then makes a double of it.
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
    if (s.count < 3) {
      sum.update(s);
      return;
    }
    out.collect({in.key, static_cast<double>(s.total / s.count)});
    sum.clear();
  }
};

WEIR_EXERCISE(AverageOfThree)

// WRONG: the count is static and goes on for ever, so that a second run begins where the first
// ended.
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
    static std::map<std::int64_t, int> count;
    Sum s = sum.value().value_or(Sum{});
    s.total += in.value;
    if (++count[in.key] % 3 != 0) {
      sum.update(s);
      return;
    }
    out.collect({in.key, static_cast<double>(s.total) / 3});
    sum.clear();
  }
};

WEIR_EXERCISE(AverageOfThree)

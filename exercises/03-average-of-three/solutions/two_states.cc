// Two entries per key that waits, one for each number. Two reads and two writes per record, and two
// things to clear, but no struct.
#include "exercise.h"

using namespace weir;
using namespace e03;

struct AverageOfThree : AverageFunction {
  ValueState<std::int64_t> count, total;

  void open(RuntimeContext& context) override {
    count = context.get_state(ValueStateDescriptor<std::int64_t>("count"));
    total = context.get_state(ValueStateDescriptor<std::int64_t>("total"));
  }

  void process_element(const Pair& in, Context&, Collector<Average>& out) override {
    const std::int64_t seen = count.value().value_or(0) + 1;
    const std::int64_t sum = total.value().value_or(0) + in.value;
    if (seen == 3) {
      out.collect({.key = in.key, .average = static_cast<double>(sum) / 3});
      count.clear();
      total.clear();
    } else {
      count.update(seen);
      total.update(sum);
    }
  }
};

WEIR_EXERCISE(AverageOfThree)

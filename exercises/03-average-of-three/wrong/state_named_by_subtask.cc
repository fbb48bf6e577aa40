// WRONG, and passes every visible case: each subtask has its own name for the state.
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
    const std::string mine = "sum-" + std::to_string(context.get_index_of_this_subtask());
    sum = context.get_state(ValueStateDescriptor<Sum>(mine));
  }

  void process_element(const Pair& in, Context&, Collector<Average>& out) override {
    Sum s = sum.value().value_or(Sum{});
    ++s.count;
    s.total += in.value;
    if (s.count < 3) {
      sum.update(s);
      return;
    }
    out.collect({in.key, static_cast<double>(s.total) / 3});
    sum.clear();
  }
};

WEIR_EXERCISE(AverageOfThree)

// WRONG: divides each value by three and adds what was rounded three times.
#include "exercise.h"

using namespace weir;
using namespace e03;

struct AverageOfThree : AverageFunction {
  ValueState<std::vector<std::int64_t>> values;

  void open(RuntimeContext& context) override {
    values = context.get_state(ValueStateDescriptor<std::vector<std::int64_t>>("values"));
  }

  void process_element(const Pair& in, Context&, Collector<Average>& out) override {
    auto seen = values.value().value_or(std::vector<std::int64_t>{});
    if (seen.size() < 2) {
      seen.push_back(in.value);
      values.update(seen);
      return;
    }
    out.collect({in.key, static_cast<double>(seen[0]) / 3 + static_cast<double>(seen[1]) / 3 +
                             static_cast<double>(in.value) / 3});
    values.clear();
  }
};

WEIR_EXERCISE(AverageOfThree)

#include <weir.h>

#include "tests/api/typed.h"

namespace weir::testing {

namespace {

struct Pair {
  std::int64_t key = 0;
  std::int64_t value = 0;
  WEIR_FIELDS(key, value)
};
struct Average {
  std::int64_t key = 0;
  double average = 0;
  WEIR_FIELDS(key, average)
};
struct Nested {
  std::string id;
  std::vector<Pair> pairs;
  std::optional<Pair> best;
  std::map<std::string, std::int64_t> counts;
  // clang-format off
  WEIR_FIELDS(id,pairs ,  best,
              counts)
  // clang-format on
};
struct Sum {
  std::int64_t count = 0;
  std::int64_t total = 0;
  WEIR_FIELDS(count, total)
};

struct AverageOfThree final : KeyedProcessFunction<std::int64_t, Pair, Average> {
  ValueState<Sum> sum;

  void open(RuntimeContext& context) override {
    sum = context.get_state(ValueStateDescriptor<Sum>("sum"));
  }
  void process_element(const Pair& in, Context& /*context*/, Collector<Average>& out) override {
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

}  // namespace

FunctionFactory average_of_three() {
  return [] { return std::make_unique<AverageOfThree>(); };
}
const runtime::Schema& pair_schema() { return *detail::schema_of<Pair>(); }
const runtime::Schema& average_schema() { return *detail::schema_of<Average>(); }

const runtime::Schema& nested_schema() { return *detail::schema_of<Nested>(); }

}  // namespace weir::testing

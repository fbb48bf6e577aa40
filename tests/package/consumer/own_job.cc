// A running sum per key. README.md shows this file.
#include <weir.h>

struct Pair {
  std::int64_t key = 0;
  std::int64_t value = 0;
  WEIR_FIELDS(key, value)
};

struct RunningSum : weir::KeyedProcessFunction<std::int64_t, Pair, Pair> {
  weir::ValueState<std::int64_t> sum;

  void open(weir::RuntimeContext& context) override {
    sum = context.get_state(weir::ValueStateDescriptor<std::int64_t>("sum"));
  }
  void process_element(const Pair& in, Context& /*context*/, weir::Collector<Pair>& out) override {
    const std::int64_t total = sum.value().value_or(0) + in.value;
    sum.update(total);
    out.collect({in.key, total});
  }
};

int main() {
  weir::StreamExecutionEnvironment env;
  env.from_elements<Pair>({{1, 3}, {1, 5}, {2, 4}, {1, 7}})
      .filter([](const Pair& p) { return p.value != 5; })
      .key_by(&Pair::key)
      .process(RunningSum{})
      .print();
  return env.execute("sums");
}

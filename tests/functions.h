// Functions that the jobs of several tests and benchmarks run. What only one of them needs, or what
// the vectors say word for word, stands there.
#pragma once
#include <memory>

#include "engine/core/function.h"
#include "engine/operators/window_operator.h"

namespace weir::testing {

// How many elements.
class CountElements final : public AggregateFunction {
 public:
  Value create_accumulator() const override { return Value::integer(0); }
  Value add(const Value& /*element*/, const Value& count) const override {
    return Value::integer(count.as_int() + 1);
  }
  Value get_result(const Value& count) const override { return count; }
  Value merge(const Value& a, const Value& b) const override {
    return Value::integer(a.as_int() + b.as_int());
  }
};

// [how many elements, the sum of their third fields], changed in place where that is possible.
class CountAndSum final : public AggregateFunction {
 public:
  Value create_accumulator() const override { return pair(0, 0); }
  Value add(const Value& element, const Value& sums) const override {
    return pair(sums[0].as_int() + 1, sums[1].as_int() + element[2].as_int());
  }
  void add_into(Value& sums, const Value& element) const override {
    sums.set_field(0, Value::integer(sums[0].as_int() + 1));
    sums.set_field(1, Value::integer(sums[1].as_int() + element[2].as_int()));
  }
  Value get_result(const Value& sums) const override { return sums; }
  Value merge(const Value& a, const Value& b) const override {
    return pair(a[0].as_int() + b[0].as_int(), a[1].as_int() + b[1].as_int());
  }

 private:
  static Value pair(std::int64_t count, std::int64_t sum) {
    RowBuilder row(2);
    row.add(Value::integer(count));
    row.add(Value::integer(sum));
    return row.take();
  }
};

// Windows of such sums: rows [key, start, count, sum].
inline WindowOperatorConfig windows_of_sums(const WindowAssigner& assigner) {
  WindowOperatorConfig config(assigner);
  config.contents = AggregateSpec{std::make_unique<CountAndSum>()};
  config.function =
      std::make_unique<MappedWindowFunction>([](WindowContext& context, const Value& sums) {
        RowBuilder row(4);
        row.add(context.key());
        row.add(Value::integer(context.window().start));
        row.add(sums[0]);
        row.add(sums[1]);
        return row.take();
      });
  return config;
}

}  // namespace weir::testing

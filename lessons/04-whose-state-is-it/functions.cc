#include "lessons/04-whose-state-is-it/functions.h"

#include <memory>
#include <optional>

namespace weir::lessons {

namespace {

std::int64_t or_zero(const Value& value) { return value.is_null() ? 0 : value.as_int(); }

class CountTwice final : public KeyedProcessFunction {
 public:
  void open(FunctionContext& context) override { b_.emplace(context.value_state("b")); }

  void process_element(const Value& /*fish*/, ProcessContext& context, Collector& out) override {
    a_ = a_ + 1;
    const std::int64_t b = or_zero(b_->value()) + 1;
    b_->update(Value::integer(b));
    out.collect(Value::row({context.current_key(), Value::integer(a_), Value::integer(b)}));
  }

 private:
  std::int64_t a_ = 0;           // a member variable
  std::optional<ValueState> b_;  // keyed state
};

class ReadInOpen final : public KeyedProcessFunction {
 public:
  void open(FunctionContext& context) override {
    b_.emplace(context.value_state("b"));
    start_ = or_zero(b_->value());  // of which angler?
  }

  void process_element(const Value& /*fish*/, ProcessContext& context, Collector& out) override {
    out.collect(Value::row({context.current_key(), Value::integer(start_), Value::integer(0)}));
  }

 private:
  std::int64_t start_ = 0;
  std::optional<ValueState> b_;
};

class CountAndWeigh final : public KeyedProcessFunction {
 public:
  explicit CountAndWeigh(std::size_t kilos) : column_(kilos) {}

  void open(FunctionContext& context) override {
    fish_.emplace(context.value_state("fish"));
    kilos_.emplace(context.value_state("kilos"));
  }

  void process_element(const Value& fish, ProcessContext& context, Collector& out) override {
    const std::int64_t n = or_zero(fish_->value()) + 1;
    const std::int64_t kilos = or_zero(kilos_->value()) + or_zero(fish.elements()[column_]);
    fish_->update(Value::integer(n));
    kilos_->update(Value::integer(kilos));
    out.collect(Value::row({context.current_key(), Value::integer(n), Value::integer(kilos)}));
  }

 private:
  std::size_t column_;
  std::optional<ValueState> fish_, kilos_;
};

template <typename Function>
BoundFunction two_counts() {
  return {KeyedProcessFactory([] { return std::make_unique<Function>(); }),
          RowType({{"angler"}, {"a", Kind::kInt}, {"b", Kind::kInt}})};
}

}  // namespace

void register_04(FunctionRegistry& registry) {
  registry.add({.name = "count_twice",
                .about = "counts the records of each key, in a member variable and in keyed state",
                .bind = [](const std::vector<RowType>&) -> Result<BoundFunction> {
                  return two_counts<CountTwice>();
                },
                .running = true});
  registry.add({.name = "read_in_open",
                .about = "reads keyed state in open(), and fails",
                .bind = [](const std::vector<RowType>&) -> Result<BoundFunction> {
                  return two_counts<ReadInOpen>();
                }});
  registry.add(
      {.name = "count_and_weigh",
       .about = "how many records each key has had, and the sum of their kilos",
       .bind = [](const std::vector<RowType>& inputs) -> Result<BoundFunction> {
         const auto kilos = inputs[0].index_of("kilos");
         if (!kilos) return Error{ErrorKind::kBadArgument, "it wants a column kilos"};
         const std::size_t column = *kilos;
         return BoundFunction{
             KeyedProcessFactory([column] { return std::make_unique<CountAndWeigh>(column); }),
             RowType({{"angler"}, {"fish", Kind::kInt}, {"kilos", Kind::kInt}})};
       },
       .running = true});
}

}  // namespace weir::lessons

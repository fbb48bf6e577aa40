#include "lessons/01-word-count/functions.h"

#include <optional>

namespace weir::lessons {

namespace {

// The count lives in keyed state: each word has its own, and it is part of every checkpoint.
class CountWords final : public KeyedProcessFunction {
 public:
  void open(FunctionContext& context) override { count_.emplace(context.value_state("count")); }
  void process_element(const Value& /*word*/, ProcessContext& context, Collector& out) override {
    const Value before = count_->value();
    const std::int64_t count = (before.is_null() ? 0 : before.as_int()) + 1;
    count_->update(Value::integer(count));
    out.collect(Value::row({context.current_key(), Value::integer(count)}));
  }

 private:
  std::optional<ValueState> count_;
};

// The same with a variable of its own in place of state: it begins anew with each record.
class CountWithoutState final : public KeyedProcessFunction {
 public:
  void process_element(const Value& /*word*/, ProcessContext& context, Collector& out) override {
    std::int64_t count = 0;
    count = count + 1;
    out.collect(Value::row({context.current_key(), Value::integer(count)}));
  }
};

RowType counted() { return RowType({{"word"}, {"count", Kind::kInt}}); }

}  // namespace

std::unique_ptr<KeyedProcessFunction> make_count_words() { return std::make_unique<CountWords>(); }

void register_01(FunctionRegistry& registry) {
  registry.add({.name = "count_words",
                .about = "how often each key has come so far",
                .bind = [](const std::vector<RowType>&) -> Result<BoundFunction> {
                  return BoundFunction{KeyedProcessFactory(make_count_words), counted()};
                },
                .running = true});
  registry.add({.name = "count_without_state",
                .about = "one for each record: it remembers nothing",
                .bind = [](const std::vector<RowType>&) -> Result<BoundFunction> {
                  return BoundFunction{
                      KeyedProcessFactory([] { return std::make_unique<CountWithoutState>(); }),
                      counted()};
                }});
}

}  // namespace weir::lessons

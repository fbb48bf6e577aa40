#include "tests/conformance/job_functions.h"

#include <optional>
#include <string>

namespace weir::conformance {

namespace {

std::int64_t int_or_zero(ValueState& state) {
  const Value value = state.value();
  return value.is_null() ? 0 : value.as_int();
}

// [key, timer, events so far] when no newer event has come for `gap`.
class Inactivity final : public KeyedProcessFunction {
 public:
  explicit Inactivity(Duration gap) : gap_(gap) {}
  void open(FunctionContext& context) override {
    newest_.emplace(context.value_state("newest"));
    events_.emplace(context.value_state("events"));
  }
  void process_element(const Value& value, ProcessContext& context, Collector& /*out*/) override {
    events_->update(Value::integer(int_or_zero(*events_) + 1));
    const Timestamp ts = value[kTs].as_int();
    const Value newest = newest_->value();
    if (!newest.is_null() && ts <= newest.as_int()) return;
    if (!newest.is_null()) context.delete_event_timer(newest.as_int() + gap_);
    context.register_event_timer(ts + gap_);
    newest_->update(Value::integer(ts));
  }
  void on_timer(Timestamp at, OnTimerContext& context, Collector& out) override {
    out.collect(Value::row({context.current_key(), Value::integer(at), events_->value()}));
    newest_->clear();
    events_->clear();
  }

 private:
  Duration gap_;
  std::optional<ValueState> newest_, events_;
};

// [key, sum of a field] at the end of input.
class SumAtEnd final : public KeyedProcessFunction {
 public:
  explicit SumAtEnd(std::size_t field) : field_(field) {}
  void open(FunctionContext& context) override { sum_.emplace(context.value_state("sum")); }
  void process_element(const Value& value, ProcessContext& context, Collector& /*out*/) override {
    sum_->update(Value::integer(int_or_zero(*sum_) + value[field_].as_int()));
    context.register_event_timer(kMaxTimestamp);
  }
  void on_timer(Timestamp /*at*/, OnTimerContext& context, Collector& out) override {
    out.collect(Value::row({context.current_key(), sum_->value()}));
  }

 private:
  std::size_t field_;
  std::optional<ValueState> sum_;
};

class ChangesOfCounts final : public KeyedProcessFunction {
 public:
  explicit ChangesOfCounts(bool retract) : retract_(retract) {}
  void open(FunctionContext& context) override { count_.emplace(context.value_state("count")); }
  void process_element(const Value& /*value*/, ProcessContext& /*context*/,
                       Collector& out) override {
    const std::int64_t before = int_or_zero(*count_);
    count_->update(Value::integer(before + 1));
    if (retract_ && before > 0) out.collect(change(before, -1));
    out.collect(change(before + 1, 1));
  }

 private:
  static Value change(std::int64_t count, std::int64_t by) {
    return Value::row({Value::text(std::to_string(count)), Value::integer(by)});
  }

  bool retract_;
  std::optional<ValueState> count_;
};

}  // namespace

std::unique_ptr<KeyedProcessFunction> make_inactivity(Duration gap) {
  return std::make_unique<Inactivity>(gap);
}
std::unique_ptr<KeyedProcessFunction> make_sum_at_end() {
  return std::make_unique<SumAtEnd>(kValue);
}
std::unique_ptr<KeyedProcessFunction> make_changes_of_counts(bool retract) {
  return std::make_unique<ChangesOfCounts>(retract);
}
std::unique_ptr<KeyedProcessFunction> make_total_at_end() { return std::make_unique<SumAtEnd>(1); }

}  // namespace weir::conformance

#include "tests/conformance/job_functions.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir::conformance {

namespace {

Value word_row(std::string_view word) { return Value::row({Value::text(word)}); }

std::int64_t int_or_zero(ValueState& state) {
  const Value value = state.value();
  return value.is_null() ? 0 : value.as_int();
}

// [key, running count] for every element.
class RunningCount final : public KeyedProcessFunction {
 public:
  void open(FunctionContext& context) override { count_.emplace(context.value_state("count")); }
  void process_element(const Value& /*value*/, ProcessContext& context, Collector& out) override {
    count_->update(Value::integer(int_or_zero(*count_) + 1));
    out.collect(Value::row({context.current_key(), count_->value()}));
  }

 private:
  std::optional<ValueState> count_;
};

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

// One waiting text per key and side; [key, first text, second text] when both are there.
class OrderJoin final : public KeyedCoProcessFunction {
 public:
  void open(FunctionContext& context) override {
    first_.emplace(context.value_state("first"));
    second_.emplace(context.value_state("second"));
  }
  void process_element1(const Value& value, ProcessContext& context, Collector& out) override {
    const Value other = second_->value();
    if (other.is_null()) {
      first_->update(value[kText]);
      return;
    }
    second_->clear();
    out.collect(Value::row({context.current_key(), value[kText], other}));
  }
  void process_element2(const Value& value, ProcessContext& context, Collector& out) override {
    const Value other = first_->value();
    if (other.is_null()) {
      second_->update(value[kText]);
      return;
    }
    first_->clear();
    out.collect(Value::row({context.current_key(), other, value[kText]}));
  }

 private:
  std::optional<ValueState> first_, second_;
};

class CountAndSum final : public WindowFunction {
 public:
  void process(WindowContext& context, std::span<const Value> contents, Collector& out) override {
    std::int64_t sum = 0;
    for (const Value& event : contents) sum += event[kValue].as_int();
    out.collect(Value::row({context.key(), Value::integer(context.window().start),
                            Value::integer(context.window().end),
                            Value::integer(static_cast<std::int64_t>(contents.size())),
                            Value::integer(sum)}));
  }
};

}  // namespace

void split_words(const Value& event, Collector& out) {
  std::string_view rest = event[kText].as_text();
  if (rest.empty()) {
    out.collect(word_row(rest));
    return;
  }
  std::vector<std::string_view> words;
  for (std::size_t comma = 0; comma != std::string_view::npos;) {
    comma = rest.find(',');
    words.push_back(rest.substr(0, comma));
    if (comma != std::string_view::npos) rest.remove_prefix(comma + 1);
  }
  while (!words.empty() && words.back().empty()) words.pop_back();
  for (const std::string_view word : words) out.collect(word_row(word));
}

std::unique_ptr<KeyedProcessFunction> make_running_count() {
  return std::make_unique<RunningCount>();
}
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
std::unique_ptr<KeyedCoProcessFunction> make_order_join() { return std::make_unique<OrderJoin>(); }
std::unique_ptr<WindowFunction> make_count_and_sum() { return std::make_unique<CountAndSum>(); }

Value late_row(const Value& event) {
  return Value::row({Value::text("late"), event[kKey], event[kTs], event[kValue]});
}

}  // namespace weir::conformance

#include "tests/sim/job_functions.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace weir::testing {

namespace {

std::int64_t number(const Value& v) { return v.is_null() ? 0 : v.as_int(); }

class Join final : public KeyedCoProcessFunction {
 public:
  void open(FunctionContext& context) override {
    left_.emplace(context.list_state("left"));
    right_.emplace(context.list_state("right"));
  }
  void process_element1(const Value& value, ProcessContext& context, Collector& out) override {
    left_->add(value[0]);
    const Value others = right_->get();
    for (const Value& right : others.elements())
      out.collect(Value::row({context.current_key(), value[0], right}));
  }
  void process_element2(const Value& value, ProcessContext& context, Collector& out) override {
    right_->add(value[0]);
    const Value others = left_->get();
    for (const Value& left : others.elements())
      out.collect(Value::row({context.current_key(), left, value[0]}));
  }

 private:
  std::optional<ListState> left_, right_;
};

class Totals final : public KeyedProcessFunction {
 public:
  void open(FunctionContext& context) override {
    count_.emplace(context.value_state("count"));
    sum_.emplace(context.value_state("sum"));
  }
  void process_element(const Value& value, ProcessContext& context, Collector& out) override {
    const std::int64_t count = number(count_->value()) + 1;
    const std::int64_t sum = number(sum_->value()) + value[0].as_int();
    count_->update(Value::integer(count));
    sum_->update(Value::integer(sum));
    out.collect(Value::row({context.current_key(), Value::integer(count), Value::integer(sum)}));
  }

 private:
  std::optional<ValueState> count_, sum_;
};

Value sorted(std::vector<Value> ids) {
  std::sort(ids.begin(), ids.end());
  return Value::list(ids);
}

class ListIds final : public WindowFunction {
 public:
  void process(WindowContext& context, std::span<const Value> contents, Collector& out) override {
    std::vector<Value> ids;
    for (const Value& row : contents) ids.push_back(row[0]);
    out.collect(Value::row({context.key(), Value::integer(context.window().start),
                            Value::integer(context.window().end), sorted(std::move(ids))}));
  }
};

// A timer behind each record. It says something if there is a record at its time - kQuiet, and none
// in between: whatever else has already come from later. Times stay in state; tests are short.
class EventInactivity final : public KeyedProcessFunction {
 public:
  void open(FunctionContext& context) override { times_.emplace(context.list_state("times")); }
  void process_element(const Value& value, ProcessContext& context, Collector& /*out*/) override {
    times_->add(value[2]);
    context.register_event_timer(value[2].as_int() + kQuiet);
  }
  void on_timer(Timestamp at, OnTimerContext& context, Collector& out) override {
    Timestamp last = kMinTimestamp;
    const Value times = times_->get();
    for (const Value& t : times.elements())
      if (t.as_int() <= at) last = std::max(last, t.as_int());
    if (last + kQuiet == at) out.collect(Value::row({context.current_key(), Value::integer(last)}));
  }

 private:
  std::optional<ListState> times_;
};

class ProcessingInactivity final : public KeyedProcessFunction {
 public:
  void open(FunctionContext& context) override {
    ids_.emplace(context.list_state("ids"));
    deadline_.emplace(context.value_state("deadline"));
  }
  void process_element(const Value& value, ProcessContext& context, Collector& /*out*/) override {
    ids_->add(value[0]);
    if (const Value was = deadline_->value(); !was.is_null())
      context.delete_processing_timer(was.as_int());
    const Timestamp at = context.current_processing_time() + kPause;
    deadline_->update(Value::integer(at));
    context.register_processing_timer(at);
    context.register_event_timer(kMaxTimestamp);  // processing timers do not outlive the input
  }
  void on_timer(Timestamp /*at*/, OnTimerContext& context, Collector& out) override {
    const Value ids = ids_->get();
    if (ids.size() == 0) return;
    out.collect(Value::row(
        {context.current_key(), sorted({ids.elements().begin(), ids.elements().end()})}));
    ids_->clear();
  }

 private:
  std::optional<ListState> ids_;
  std::optional<ValueState> deadline_;
};

}  // namespace

std::unique_ptr<KeyedCoProcessFunction> make_join() { return std::make_unique<Join>(); }
std::unique_ptr<KeyedProcessFunction> make_totals() { return std::make_unique<Totals>(); }
std::unique_ptr<WindowFunction> make_list_ids() { return std::make_unique<ListIds>(); }
std::unique_ptr<KeyedProcessFunction> make_event_inactivity() {
  return std::make_unique<EventInactivity>();
}
std::unique_ptr<KeyedProcessFunction> make_processing_inactivity() {
  return std::make_unique<ProcessingInactivity>();
}

}  // namespace weir::testing

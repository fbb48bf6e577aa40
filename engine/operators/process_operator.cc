#include "engine/operators/process_operator.h"

#include <string>

#include "engine/core/user_error.h"
#include "engine/operators/basic_operators.h"

namespace weir {

namespace {

class OpenContext final : public FunctionContext {
 public:
  explicit OpenContext(OperatorContext& context) : context_(context) {}
  ValueState value_state(std::string_view name) override {
    return ValueState(*context_.keys, context_.backend, std::string(name), context_.trace);
  }
  ListState list_state(std::string_view name) override {
    return ListState(*context_.keys, context_.backend, std::string(name), context_.trace);
  }
  std::uint32_t subtask() const override { return context_.subtask; }

 private:
  OperatorContext& context_;
};

// One context for records and timers: a record has no time domain of its own.
class CallContext final : public OnTimerContext {
 public:
  CallContext(OperatorContext& context, std::optional<Timestamp> timestamp, TimeDomain domain)
      : context_(context), timestamp_(timestamp), domain_(domain) {}

  const Value& current_key() const override { return context_.keys->current_key(); }
  std::optional<Timestamp> timestamp() const override { return timestamp_; }
  Timestamp current_watermark() const override { return context_.timers->current_watermark(); }
  Timestamp current_processing_time() const override { return *context_.now; }
  void register_event_timer(Timestamp at) override {
    context_.timers->register_timer(TimeDomain::kEvent, at);
  }
  void delete_event_timer(Timestamp at) override {
    context_.timers->delete_timer(TimeDomain::kEvent, at);
  }
  void register_processing_timer(Timestamp at) override {
    context_.timers->register_timer(TimeDomain::kProcessing, at);
  }
  void delete_processing_timer(Timestamp at) override {
    context_.timers->delete_timer(TimeDomain::kProcessing, at);
  }
  void output(std::string_view tag, Value value) override {
    if (Output* side = context_.side(tag)) context_.emit_to(side, std::move(value), timestamp_);
  }
  TimeDomain domain() const override { return domain_; }

 private:
  OperatorContext& context_;
  std::optional<Timestamp> timestamp_;
  TimeDomain domain_;
};

template <class Function>
void run_timer(Function& function, OperatorContext& context, const Timer& timer,
               TimeDomain domain) {
  // Results of a processing-time timer carry no timestamp, as in Flink.
  std::optional<Timestamp> timestamp;
  if (domain == TimeDomain::kEvent) timestamp = timer.timestamp;
  CallContext call(context, timestamp, domain);
  TimestampedCollector out(context, timestamp);
  function.on_timer(timer.timestamp, call, out);
}

}  // namespace

void KeyedProcessOperator::open(OperatorContext& context) {
  Operator::open(context);
  OpenContext open(context);
  function_->open(open);
}

void KeyedProcessOperator::process(Record& record) {
  CallContext call(context(), timestamp_of(record), TimeDomain::kEvent);
  TimestampedCollector out(context(), timestamp_of(record));
  function_->process_element(record.value, call, out);
}

void KeyedProcessOperator::on_timer(const Timer& timer, TimeDomain domain) {
  run_timer(*function_, context(), timer, domain);
}

void KeyedCoProcessOperator::open(OperatorContext& context) {
  Operator::open(context);
  OpenContext open(context);
  function_->open(open);
}

void KeyedCoProcessOperator::process(Record& record) {
  CallContext call(context(), timestamp_of(record), TimeDomain::kEvent);
  TimestampedCollector out(context(), timestamp_of(record));
  function_->process_element1(record.value, call, out);
}

void KeyedCoProcessOperator::process2(Record& record) {
  CallContext call(context(), timestamp_of(record), TimeDomain::kEvent);
  TimestampedCollector out(context(), timestamp_of(record));
  function_->process_element2(record.value, call, out);
}

void KeyedCoProcessOperator::on_timer(const Timer& timer, TimeDomain domain) {
  run_timer(*function_, context(), timer, domain);
}

}  // namespace weir

#include "engine/api/adapter.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/api/function_state.h"
#include "engine/api/user_call.h"
#include "engine/core/check.h"
#include "engine/core/user_error.h"
#include "engine/operators/basic_operators.h"

namespace weir {
inline namespace api {

namespace {

class FunctionTask final : public runtime::Task {
 public:
  explicit FunctionTask(const FunctionOptions& options) : options_(options) {}

  void begin(OperatorContext& context) { context_ = &context; }
  void begin_call(std::optional<Timestamp> timestamp) { timestamp_ = timestamp; }
  void end_call() {
    for (const auto& state : states_) state->end_call();
  }
  void set_opening(bool opening) {
    opening_ = opening;
    for (const auto& state : states_) state->set_opening(opening);
  }

  runtime::State& keyed_state(const runtime::StateSpec& spec) override {
    if (!opening_)
      throw UserError(ErrorKind::kUnsupported,
                      "state '" + spec.name + "' can be registered in open() only");
    require_keyed("state '" + spec.name + "'");
    FunctionState& state = registered(spec);
    if (options_.watch != nullptr) options_.watch->registered(spec);
    return state;
  }

  Value current_key() const override {
    require_keyed("the current key");
    return context_->keys->current_key();
  }
  bool has_timestamp() const override { return timestamp_.has_value(); }
  Timestamp timestamp() const override {
    if (!timestamp_)
      throw UserError(ErrorKind::kNoTimestamp,
                      "this element has no timestamp: ask has_timestamp() first, or assign "
                      "timestamps in front of this function");
    return *timestamp_;
  }
  Timestamp current_watermark() const override { return context_->timers->current_watermark(); }
  Timestamp current_processing_time() const override { return *context_->now; }
  void register_timer(TimeDomain domain, Timestamp at) override {
    require_keyed("a timer");
    context_->timers->register_timer(domain, at);
  }
  void delete_timer(TimeDomain domain, Timestamp at) override {
    require_keyed("a timer");
    context_->timers->delete_timer(domain, at);
  }

  void emit(Value value) override { context_->emit(std::move(value), timestamp_); }
  void emit_to(std::string_view tag, Value value) override {
    if (Output* side = context_->side(tag)) context_->emit_to(side, std::move(value), timestamp_);
  }
  std::uint32_t subtask_index() const override { return context_->subtask; }
  std::uint32_t parallelism() const override { return context_->parallelism; }
  std::uint32_t max_parallelism() const override { return context_->max_parallelism; }

 private:
  void require_keyed(const std::string& what) const {
    if (options_.keyed) return;
    throw UserError(ErrorKind::kNull, what +
                                          " belongs to a key, and this function has none: use a "
                                          "KeyedProcessFunction behind key_by");
  }
  FunctionState& registered(const runtime::StateSpec& spec) {
    for (const auto& state : states_)
      if (state->is(spec)) return *state;
    states_.push_back(make_function_state(*context_, spec));
    return *states_.back();
  }

  const FunctionOptions& options_;
  OperatorContext* context_ = nullptr;
  bool opening_ = true;
  std::optional<Timestamp> timestamp_;  // of the element or event timer in hand
  std::vector<std::unique_ptr<FunctionState>> states_;
};

class FunctionOperator final : public Operator {
 public:
  FunctionOperator(const FunctionFactory& make, const FunctionOptions& options)
      : make_(make), options_(options), task_(options_) {}

  void open(OperatorContext& context) override {
    Operator::open(context);
    task_.begin(context);
    make_function();
  }
  void process(Record& record) override {
    call(options_.call, record.value, timestamp_of(record),
         [&] { function_->process_on(task_, 0, record.value); });
  }
  void on_timer(const Timer& timer, TimeDomain domain) override {
    // Results of a processing-time timer carry no timestamp, as in Flink.
    std::optional<Timestamp> timestamp;
    if (domain == TimeDomain::kEvent) timestamp = timer.timestamp;
    call("on_timer", Value::integer(timer.timestamp), timestamp,
         [&] { function_->timer_on(task_, domain, timer.timestamp); });
  }

 private:
  void make_function() {
    if (options_.watch != nullptr) options_.watch->before("open", context(), Value());
    function_ = nullptr;
    task_.set_opening(true);
    task_.begin_call(std::nullopt);
    guarded([&] {
      function_ = make_();
      WEIR_CHECK(function_ != nullptr, "a factory makes a function");
      function_->open_on(task_);
    });
    task_.set_opening(false);
    if (options_.watch != nullptr) options_.watch->after();
  }
  template <class Call>
  void call(std::string_view name, const Value& element, std::optional<Timestamp> timestamp,
            Call&& run) {
    CallWatch* const watch = options_.watch;
    if (watch != nullptr && watch->rebuild()) make_function();
    if (watch != nullptr) watch->before(name, context(), element);
    task_.begin_call(timestamp);
    guarded([&] {
      run();
      task_.end_call();
    });
    if (watch != nullptr) watch->after();
  }

  FunctionFactory make_;
  FunctionOptions options_;
  FunctionTask task_;
  std::unique_ptr<runtime::Operator> function_;
};

Field field_of(std::string name, const runtime::Schema& schema) {
  Field field{std::move(name), schema.kind};
  if (schema.kind == Kind::kRow) field.fields = row_type_of(schema).fields();
  if (schema.kind == Kind::kList) field.fields = {field_of("", *schema.parts[0])};
  return field;
}

}  // namespace

std::unique_ptr<Operator> make_function_operator(const FunctionFactory& make,
                                                 const FunctionOptions& options) {
  return std::make_unique<FunctionOperator>(make, options);
}

RowType row_type_of(const runtime::Schema& schema) {
  std::vector<Field> fields;
  if (schema.kind != Kind::kRow) return {};
  // The names as they stand in the source: "id,name , price".
  const std::string_view names = schema.fields;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < schema.part_count; ++i) {
    std::size_t end = names.find(',', begin);
    if (end == names.npos) end = names.size();
    std::string name;
    for (const char c : names.substr(begin, end - begin))
      if (c != ' ') name += c;
    fields.push_back(field_of(std::move(name), *schema.parts[i]));
    begin = end + 1;
  }
  return RowType(std::move(fields));
}

}  // namespace api
}  // namespace weir

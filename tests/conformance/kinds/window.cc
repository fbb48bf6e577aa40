// Kind `window` (vectors/FORMAT_state_time_windows.md §5).
//   An element is a row [key, value]. The window function of a case writes its record as the
//   vectors have it, but for the timestamp.
#include "tests/conformance/kinds/window.h"
#include "tests/conformance/backends.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/operators/window_operator.h"
#include "tests/conformance/kinds.h"
#include "tests/conformance/kinds/harness_answers.h"
#include "tests/conformance/kinds/window_functions.h"
#include "tests/operators/operator_harness.h"

namespace weir::conformance {

namespace {

constexpr char kLate[] = "late";

template <class T>
T value_or_throw(Result<T> result) {
  if (!result) throw UserError(result.error());
  return std::move(*result);
}

}  // namespace

WindowAssigner assigner_of(const Value& description) {
  const std::string_view type = text_member(description, "type");
  const std::int64_t offset = int_member_or(description, "offset", 0);
  if (type == "tumbling_event_time")
    return value_or_throw(TumblingEventTimeWindows::of(int_member(description, "size"), offset));
  if (type == "sliding_event_time")
    return value_or_throw(SlidingEventTimeWindows::of(int_member(description, "size"),
                                                      int_member(description, "slide"), offset));
  if (type == "session_event_time")
    return value_or_throw(EventTimeSessionWindows::with_gap(int_member(description, "gap")));
  throw NotCovered{"assigner " + std::string(type)};
}

namespace {

void refuse_what_is_missing(const Value& config) {
  for (const std::string_view name : {"count_window", "evictor"})
    if (has_member(config, name)) throw NotCovered{std::string(name)};
  const Value& trigger = member(config, "trigger");
  if (!trigger.is_null() && text_member(trigger, "type") != "event_time")
    throw NotCovered{"trigger " + std::string(text_member(trigger, "type"))};
}

class WindowPlayer final : public Player {
 public:
  explicit WindowPlayer(const Value& config) : config_(config) { refuse_what_is_missing(config); }

  Value play(const Step& step) override {
    if (harness_ == nullptr) {
      try {
        harness_ = std::make_unique<OperatorHarness>(harness_config());
      } catch (const UserError& e) {
        failed_ = true;
        return object({{"error", error_value(e.error())}});
      }
    }
    if (step.verb == "start") return object({});
    std::optional<Error> error;
    try {
      act(step);
    } catch (const UserError& e) {
      error = e.error();
    }
    Value answers = outputs();
    if (error) {
      failed_ = true;
      return with_member(answers, "error", error_value(*error));
    }
    for (const Member& m : counters()) answers = with_member(answers, m.first, m.second);
    return with_member(answers, "current_watermark",
                       integer(harness_->counters().current_watermark));
  }

  std::optional<Value> final_state() override {
    if (failed_) return object({{"failed", Value::boolean(true)}});
    Value state = object({});
    for (const Member& m : counters()) state = with_member(state, m.first, m.second);
    return state;
  }

 private:
  using Member = std::pair<std::string_view, Value>;

  bool window_all() const { return bool_member_or(config_, "window_all", false); }

  HarnessConfig harness_config() const {
    HarnessConfig harness;
    harness.backends = &current_backends();
    const Value& config = config_;
    harness.make = [config] { return make_operator(config); };
    harness.keys = {window_all() ? KeySelector::constant() : KeySelector::field(0, "key")};
    if (bool_member_or(config_, "side_output_late_data", false)) harness.side_tags = {kLate};
    harness.parallelism = static_cast<std::uint32_t>(int_member_or(config_, "parallelism", 1));
    harness.max_parallelism =
        static_cast<std::uint32_t>(int_member_or(config_, "max_parallelism", 128));
    return harness;
  }

  static std::unique_ptr<Operator> make_operator(const Value& config) {
    WindowOperatorConfig window(assigner_of(member(config, "assigner")));
    window.allowed_lateness = int_member_or(config, "allowed_lateness", 0);
    if (bool_member_or(config, "side_output_late_data", false)) window.late_tag = kLate;
    window.contents = contents_of(member(config, "function"));
    window.function = window_function_of(config);
    return value_or_throw(WindowOperator::create(std::move(window)));
  }

  void act(const Step& step) {
    const Value& argument = step.argument;
    if (step.verb == "element") {
      std::optional<Timestamp> timestamp;
      if (has_member(argument, "ts")) timestamp = int_member(argument, "ts");
      harness_->element(Value::row({member(argument, "key"), member(argument, "value")}),
                        timestamp);
    } else if (step.verb == "watermark") {
      harness_->watermark(argument.as_int());
    } else if (step.verb == "processing_time") {
      harness_->processing_time(argument.as_int());
    } else if (step.verb == "finish") {
      harness_->finish();
    } else if (step.verb == "snapshot_restore") {
      std::optional<Timestamp> now;
      if (has_member(argument, "processing_time")) now = int_member(argument, "processing_time");
      harness_->snapshot_begin();
      harness_->snapshot_end();
      harness_->restore(static_cast<std::uint32_t>(int_member(argument, "parallelism")), now);
    } else {
      throw NotCovered{"verb " + std::string(step.verb)};
    }
  }

  // Late elements do not say where they came from.
  Value outputs() {
    const auto late = [](const Value& element) {
      return object({{"key", element[0]}, {"value", element[1]}});
    };
    return take_outputs(*harness_, {kLate, late, false});
  }

  std::vector<Member> counters() const {
    using Counters = OperatorHarness::Counters;
    const auto of = [this](const Count& count) { return counter(*harness_, count); };
    return {{"event_timers", of([](const Counters& c) { return c.event_timers; })},
            {"processing_timers", of([](const Counters& c) { return c.processing_timers; })},
            {"keyed_state_entries", of([](const Counters& c) { return c.keyed_state_entries; })},
            {"late_records_dropped", of([](const Counters& c) { return c.late_records_dropped; })}};
  }

  const Value& config_;
  std::unique_ptr<OperatorHarness> harness_;
  bool failed_ = false;
};

}  // namespace

Outcome run_window(const Case& c) {
  WindowPlayer player(c.config());
  return replay(c, player);
}

}  // namespace weir::conformance

// Operators `keyed_process` and `keyed_co_process` (vectors/FORMAT_state_time_windows.md §5).
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/api/adapter.h"
#include "engine/operators/process_operator.h"
#include "tests/conformance/backends.h"
#include "tests/conformance/kinds.h"
#include "tests/conformance/kinds/harness_answers.h"
#include "tests/conformance/kinds/scripted_function.h"
#include "tests/conformance/kinds/typed_functions.h"
#include "tests/operators/operator_harness.h"

namespace weir::conformance {

namespace {

constexpr char kSide[] = "side";

// Such a state is there to have its object changed, which is for typed functions.
bool is_list_in_a_value(const Value& config) {
  const auto states = member(config, "states").elements();
  return states.size() == 1 && text_member(states[0], "kind") == "value" &&
         text_member(states[0], "type") == "list_long" && !has_member(states[0], "ttl");
}

class KeyedPlayer final : public Player {
 public:
  KeyedPlayer(const Value& config, std::size_t inputs)
      : config_(config), inputs_(inputs), keyed_(bool_member_or(config, "keyed", true)) {}

  Value play(const Step& step) override {
    if (harness_ == nullptr) {
      try {
        harness_ = std::make_unique<OperatorHarness>(harness_config());
      } catch (const UserError& e) {
        failed_ = true;
        return object({{"error", error_value(e.error())}});
      }
    }
    try {
      act(step);
    } catch (const UserError& e) {
      failed_ = true;
      return with_member(outputs(), "error", error_value(e.error()));
    }
    return with_counters(with_member(outputs(), "current_watermark",
                                     integer(harness_->counters().current_watermark)));
  }

  std::optional<Value> final_state() override {
    if (failed_) return object({{"failed", Value::boolean(true)}});
    return with_counters(object({}));
  }

 private:
  std::function<std::unique_ptr<Operator>()> factory(const Value& config) const {
    if (inputs_ == 2)
      return [config] {
        return std::make_unique<KeyedCoProcessOperator>(scripted_co_process(config));
      };
    const Value& function = member(config, "function");
    if (!function.is_null()) {
      if (text_member(function, "type") != "average_of_three")
        throw NotCovered{"function " + std::string(text_member(function, "type"))};
      return [make = typed_average_of_three(text_member(function, "mode"))] {
        return make_function_operator(make, {});
      };
    }
    if (is_list_in_a_value(config))
      return [] { return make_function_operator(typed_list_in_a_value(), {}); };
    return [config] { return std::make_unique<KeyedProcessOperator>(scripted_process(config)); };
  }

  HarnessConfig harness_config() const {
    HarnessConfig harness;
    harness.backends = &current_backends();
    harness.live_objects = true;  // Flink always hands them out
    harness.make = factory(config_);
    harness.inputs = inputs_;
    if (keyed_) harness.keys.assign(inputs_, KeySelector::field(0, "key"));
    harness.side_tags = {kSide};
    harness.parallelism = static_cast<std::uint32_t>(int_member_or(config_, "parallelism", 1));
    harness.max_parallelism =
        static_cast<std::uint32_t>(int_member_or(config_, "max_parallelism", 128));
    return harness;
  }

  void act(const Step& step) {
    const Value& argument = step.argument;
    const std::string_view verb = step.verb;
    if (verb == "element" || verb == "element1") {
      element(argument, 0);
    } else if (verb == "element2") {
      element(argument, 1);
    } else if (verb == "watermark") {
      harness_->watermark(argument.as_int());
    } else if (verb == "watermark1") {
      harness_->watermark(0, argument.as_int());
    } else if (verb == "watermark2") {
      harness_->watermark(1, argument.as_int());
    } else if (verb == "processing_time") {
      harness_->processing_time(argument.as_int());
    } else if (verb == "snapshot_restore") {
      harness_->snapshot_begin();
      harness_->snapshot_end();
      restore(argument);
    } else if (verb == "snapshot_begin") {
      harness_->snapshot_begin();
    } else if (verb == "snapshot_end_restore") {
      harness_->snapshot_end();
      harness_->restore(harness_->parallelism());
    } else if (verb != "start") {
      throw NotCovered{"verb " + std::string(verb)};
    }
  }

  void element(const Value& argument, std::size_t input) {
    std::optional<Timestamp> timestamp;
    if (has_member(argument, "ts")) timestamp = int_member(argument, "ts");
    std::optional<std::uint32_t> subtask;
    if (has_member(argument, "to_subtask"))
      subtask = static_cast<std::uint32_t>(int_member(argument, "to_subtask"));
    harness_->element(Value::row({member(argument, "key"), argument}), timestamp, input, subtask);
  }

  void restore(const Value& argument) {
    if (has_member(argument, "states"))
      harness_->set_factory(factory(with_member(config_, "states", member(argument, "states"))));
    std::optional<Timestamp> now;
    if (has_member(argument, "processing_time")) now = int_member(argument, "processing_time");
    harness_->restore(static_cast<std::uint32_t>(int_member(argument, "parallelism")), now);
  }

  Value outputs() {
    return take_outputs(*harness_, {kSide, [](const Value& value) {
                                      return object({{"value", value}});
                                    }});
  }

  // Without a key there are no timers to count.
  Value with_counters(Value answers) const {
    using Counters = OperatorHarness::Counters;
    if (keyed_) {
      answers = with_member(answers, "event_timers",
                            counter(*harness_, [](const Counters& c) { return c.event_timers; }));
      answers =
          with_member(answers, "processing_timers",
                      counter(*harness_, [](const Counters& c) { return c.processing_timers; }));
    }
    return with_member(answers, "keyed_state_entries",
                       counter(*harness_, [](const Counters& c) { return c.keyed_state_entries; }));
  }

  const Value& config_;
  std::size_t inputs_;
  bool keyed_;
  std::unique_ptr<OperatorHarness> harness_;
  bool failed_ = false;
};

}  // namespace

Outcome run_keyed_process(const Case& c) {
  KeyedPlayer player(c.config(), 1);
  return replay(c, player);
}

Outcome run_keyed_co_process(const Case& c) {
  KeyedPlayer player(c.config(), 2);
  return replay(c, player);
}

}  // namespace weir::conformance

// Kinds `two_input` and `two_input_timers` (vectors/FORMAT_runtime.md §2, §13): an operator with
// two inputs behind one valve per input.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/operators/process_operator.h"
#include "tests/conformance/kinds.h"
#include "tests/conformance/kinds/logged_chain.h"

namespace weir::conformance {

namespace {

// An element is a row [key, at]: it sets a timer.
class SetTimers final : public KeyedCoProcessFunction {
 public:
  void process_element1(const Value& value, ProcessContext& context, Collector&) override {
    context.register_event_timer(value[1].as_int());
  }
  void process_element2(const Value& value, ProcessContext& context, Collector&) override {
    context.register_event_timer(value[1].as_int());
  }
  void on_timer(Timestamp at, OnTimerContext& context, Collector& out) override {
    out.collect(object({{"timer", integer(at)},
                        {"key", context.current_key()},
                        {"current_watermark", integer(context.current_watermark())}}));
  }
};

class TwoInputPlayer final : public Player {
 public:
  TwoInputPlayer(const Value& config, bool keyed)
      : keyed_(keyed), out_(log_, "", ""), chain_(chain_config(config)) {}

  Value play(const Step& step) override {
    const Value& argument = step.argument;
    const auto input = static_cast<std::size_t>(int_member(argument, "input"));
    if (step.verb == "set_timer") {
      chain_.record(input, Value::row({member(argument, "key"), member(argument, "at")}), {});
    } else {
      const auto channel = static_cast<std::size_t>(int_member(argument, "channel"));
      if (step.verb == "watermark")
        chain_.watermark(input, channel, int_member(argument, "ts"));
      else if (step.verb == "idle" || step.verb == "active")
        chain_.status(input, channel, step.verb == "idle");
      else
        throw NotCovered{"verb " + std::string(step.verb)};
    }
    const std::vector<Value> events = log_.take();
    for (const Value& event : events)
      if (has_member(event, "status")) idle_ = text_member(event, "status") == "idle";
    return object({{"out", Value::list(events)}});
  }

  std::optional<Value> final_state() override {
    if (keyed_)
      return object({{"timers_left", integer(static_cast<std::int64_t>(chain_.event_timers()))},
                     {"valves", chain_.valves()}});
    return object({{"combined", integer(chain_.chain().current_watermark())},
                   {"idle", Value::boolean(idle_)},
                   {"valves", chain_.valves()}});
  }

 private:
  LoggedChainConfig chain_config(const Value& config) {
    LoggedChainConfig chain;
    chain.operators.push_back(
        std::make_unique<KeyedCoProcessOperator>(std::make_unique<SetTimers>()));
    for (const Value& channels : member(config, "channels").elements())
      chain.channels.push_back(static_cast<std::size_t>(channels.as_int()));
    if (keyed_) chain.key = KeySelector::field(0, "key");
    chain.out = {"", std::nullopt, &out_};
    return chain;
  }

  bool keyed_;
  bool idle_ = false;  // what the operator said last
  EventLog log_;
  LogOutput out_;
  LoggedChain chain_;
};

}  // namespace

Outcome run_two_input(const Case& c) {
  TwoInputPlayer player(c.config(), false);
  return replay(c, player);
}

Outcome run_two_input_timers(const Case& c) {
  TwoInputPlayer player(c.config(), true);
  return replay(c, player);
}

}  // namespace weir::conformance

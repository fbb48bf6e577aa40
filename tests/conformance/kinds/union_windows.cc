// Kind `union_windows` (vectors/FORMAT_runtime.md §13): event-time windows behind one valve over
// all channels of a union. An element is its timestamp; all have one key.
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/operators/window_operator.h"
#include "tests/conformance/kinds.h"
#include "tests/conformance/kinds/logged_chain.h"

namespace weir::conformance {

namespace {

constexpr char kLate[] = "late";

class Fire final : public WindowFunction {
 public:
  void process(WindowContext& context, std::span<const Value> contents, Collector& out) override {
    const TimeWindow& window = context.window();
    out.collect(object({{"fire", Value::list({integer(window.start), integer(window.end)})},
                        {"count", integer(static_cast<std::int64_t>(contents.size()))},
                        {"ts", Value::list(contents)}}));
  }
};

template <class T>
T value_or_throw(Result<T> result) {
  if (!result) throw UserError(result.error());
  return std::move(*result);
}

WindowAssigner assigner_of_union(const Value& config) {
  const std::string_view window = text_member(config, "window");
  if (window == "tumbling")
    return value_or_throw(TumblingEventTimeWindows::of(int_member(config, "size"), 0));
  if (window == "session")
    return value_or_throw(EventTimeSessionWindows::with_gap(int_member(config, "gap")));
  throw NotCovered{"window " + std::string(window)};
}

class UnionPlayer final : public Player {
 public:
  explicit UnionPlayer(const Value& config)
      : out_(log_, "", ""), late_(log_, kLate), chain_(chain_config(config)) {}

  Value play(const Step& step) override {
    const Value& argument = step.argument;
    if (step.verb == "record") {
      const Timestamp timestamp = int_member(argument, "ts");
      chain_.record(0, integer(timestamp), timestamp);
    } else {
      const auto channel = static_cast<std::size_t>(int_member(argument, "channel"));
      if (step.verb == "watermark")
        chain_.watermark(0, channel, int_member(argument, "ts"));
      else if (step.verb == "idle" || step.verb == "active")
        chain_.status(0, channel, step.verb == "idle");
      else
        throw NotCovered{"verb " + std::string(step.verb)};
    }
    return object({{"out", Value::list(log_.take())}});
  }

  std::optional<Value> final_state() override {
    return object({{"timers_left", integer(static_cast<std::int64_t>(chain_.event_timers()))},
                   {"valve", chain_.valve(0)}});
  }

 private:
  LoggedChainConfig chain_config(const Value& config) {
    WindowOperatorConfig window(assigner_of_union(config));
    window.allowed_lateness = int_member(config, "allowed_lateness");
    window.late_tag = kLate;
    window.function = std::make_unique<Fire>();
    LoggedChainConfig chain;
    chain.operators.push_back(value_or_throw(WindowOperator::create(std::move(window))));
    chain.channels = {static_cast<std::size_t>(int_member(config, "channels"))};
    chain.key = KeySelector::function([](const Value&) { return integer(0); }, "all");
    chain.out = {"", std::nullopt, &out_};
    chain.side = ChainLink::Target{kLate, std::nullopt, &late_};
    return chain;
  }

  EventLog log_;
  LogOutput out_;
  LogSideOutput late_;
  LoggedChain chain_;
};

}  // namespace

Outcome run_union_windows(const Case& c) {
  UnionPlayer player(c.config());
  return replay(c, player);
}

}  // namespace weir::conformance

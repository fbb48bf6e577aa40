// Kind `timestamps_and_watermarks` (vectors/FORMAT_state_time_windows.md §5): records are {"value":
// event time}.
#include <optional>
#include <utility>

#include "engine/operators/timestamps_and_watermarks.h"
#include "tests/conformance/backends.h"
#include "tests/conformance/kinds.h"
#include "tests/conformance/kinds/harness_answers.h"
#include "tests/conformance/kinds/watermark_strategies.h"
#include "tests/operators/operator_harness.h"

namespace weir::conformance {

namespace {

HarnessConfig harness_of(const Value& config) {
  WatermarkStrategy strategy = strategy_of(member(config, "strategy"));
  strategy.interval = int_member_or(config, "auto_watermark_interval", kDefaultWatermarkInterval);
  // The batch mode of Flink puts a generator without watermarks in the place of the user's.
  if (!bool_member_or(config, "emit_progressive_watermarks", true)) strategy = {};
  TimestampAssigner assigner;
  if (bool_member_or(config, "timestamp_assigner", true))
    assigner = [](const Value& value, std::optional<Timestamp>) {
      return std::optional(int_member(value, "value"));
    };
  HarnessConfig harness;
  harness.backends = &current_backends();
  harness.make = [assigner, strategy] {
    return std::make_unique<TimestampsAndWatermarksOperator>(assigner, strategy);
  };
  return harness;
}

class TimestampsPlayer final : public Player {
 public:
  explicit TimestampsPlayer(const Value& config) : harness_(harness_of(config)) {}

  Value play(const Step& step) override {
    const Value& argument = step.argument;
    if (step.verb == "element") {
      std::optional<Timestamp> timestamp;
      if (has_member(argument, "ts")) timestamp = int_member(argument, "ts");
      harness_.element(object({{"value", member(argument, "value")}}), timestamp);
    } else if (step.verb == "processing_time") {
      harness_.processing_time(argument.as_int());
    } else if (step.verb == "input_watermark") {
      harness_.watermark(argument.as_int());
    } else if (step.verb == "input_status") {
      harness_.status(0, argument == text("IDLE"));
    } else if (step.verb == "finish") {
      harness_.finish();
    } else {
      throw NotCovered{"verb " + std::string(step.verb)};
    }
    const Value answers = take_outputs(harness_, {"", [](const Value& record) { return record; }});
    for (const Value& sent : member(answers, "watermark_out").elements()) last_ = sent;
    return with_member(answers, "current_watermark", last_);
  }
  std::optional<Value> final_state() override { return std::nullopt; }

 private:
  OperatorHarness harness_;
  Value last_ = integer(kMinTimestamp);  // of the watermarks that went out
};

}  // namespace

Outcome run_timestamps_and_watermarks(const Case& c) {
  TimestampsPlayer player(c.config());
  return replay(c, player);
}

}  // namespace weir::conformance

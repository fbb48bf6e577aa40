// Kind `restart_strategy` (vectors/FORMAT_runtime.md §10).
#include <memory>
#include <optional>

#include "engine/checkpoint/restart_strategy.h"
#include "tests/conformance/kinds.h"

namespace weir::conformance {

namespace {

RestartConfig config_of(const Value& config) {
  RestartConfig out;
  const std::string_view strategy = text_member(config, "strategy");
  if (strategy == "fixed_delay") {
    out.kind = RestartKind::kFixedDelay;
    out.delay = int_member(config, "delay");
  } else if (strategy == "failure_rate") {
    out.kind = RestartKind::kFailureRate;
    out.delay = int_member(config, "delay");
    out.max_failures_per_interval =
        static_cast<std::uint64_t>(int_member(config, "max_failures_per_interval"));
    out.failure_interval = int_member(config, "interval");
  } else if (strategy == "exponential_delay") {
    out.kind = RestartKind::kExponentialDelay;
    out.initial_backoff = int_member(config, "initial_backoff");
    out.max_backoff = int_member(config, "max_backoff");
    out.multiplier = member(config, "multiplier").as_double();
    out.reset_threshold = int_member(config, "reset_threshold");
  } else {
    throw NotCovered{"restart strategy " + std::string(strategy)};
  }
  out.attempts.reset();
  const Value& attempts = member(config, "attempts");
  if (!attempts.is_null()) out.attempts = static_cast<std::uint64_t>(attempts.as_int());
  return out;
}

class RestartPlayer : public Player {
 public:
  explicit RestartPlayer(const Value& config)
      : strategy_(make_restart_strategy(config_of(config))) {}

  Value play(const Step& step) override {
    const Timestamp now = int_member(step.argument, "at");
    const bool new_attempt = strategy_->on_failure(now);
    const Value seen = object({{"new_attempt", Value::boolean(new_attempt)},
                               {"can_restart", Value::boolean(strategy_->can_restart())},
                               {"backoff", integer(strategy_->backoff(now))}});
    return object({{"out", Value::list({seen})}});
  }
  std::optional<Value> final_state() override { return Value::null(); }

 private:
  std::unique_ptr<RestartStrategy> strategy_;
};

}  // namespace

Outcome run_restart_strategy(const Case& c) {
  RestartPlayer player(c.config());
  return replay(c, player);
}

}  // namespace weir::conformance

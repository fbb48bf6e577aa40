// Tested by tests/checkpoint/restart_strategy_test.cc and the vectors runtime/restart.json.
#include "engine/checkpoint/restart_strategy.h"

#include "engine/core/check.h"

namespace weir {

std::unique_ptr<RestartStrategy> make_restart_strategy(const RestartConfig& config) {
  switch (config.kind) {
    case RestartKind::kNone: return std::make_unique<NoRestart>();
    case RestartKind::kFixedDelay:
      return std::make_unique<FixedDelay>(config.attempts, config.delay);
    case RestartKind::kFailureRate:
      return std::make_unique<FailureRate>(config.max_failures_per_interval,
                                           config.failure_interval, config.delay);
    case RestartKind::kExponentialDelay: return std::make_unique<ExponentialDelay>(config);
  }
  WEIR_CHECK(false, "unknown kind of restart strategy");
}

bool FailureRate::on_failure(Timestamp now) {
  recent_.push_back(now);
  if (recent_.size() > max_failures_ + 1) recent_.pop_front();
  return true;
}

bool FailureRate::can_restart() const {
  if (recent_.size() <= max_failures_) return true;
  return recent_.back() - recent_.front() > interval_;
}

bool ExponentialDelay::on_failure(Timestamp now) {
  if (attempt_ > 0 && now <= next_restart_) return false;
  if (attempt_ > 0 && now >= wrapping_add(next_restart_, config_.reset_threshold)) attempt_ = 0;
  attempt_++;
  next_restart_ = wrapping_add(now, wait());
  return true;
}

// initial * multiplier^(attempt - 1), rounded down, at most the maximum. By multiplication in a
// loop: pow() is not the same to the last bit on every machine.
Duration ExponentialDelay::wait() const {
  double backoff = static_cast<double>(config_.initial_backoff);
  const double max = static_cast<double>(config_.max_backoff);
  for (std::uint64_t i = 1; i < attempt_ && backoff < max; i++) backoff *= config_.multiplier;
  return backoff < max ? static_cast<Duration>(backoff) : config_.max_backoff;
}

}  // namespace weir

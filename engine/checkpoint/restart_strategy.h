// RestartStrategy: whether a failed job is started again, and after how long a wait.
//   Call on_failure() once per failure, then ask. Time is an argument; strategies keep no clock.
//   They outlive executions, not the job master.
//   Waits are in ms. ExponentialDelay has no jitter: Flink adds up to 10 % at random by default,
//   and Weir does not.
// Follows Flink's RestartBackoffTimeStrategy and its implementations of the same names.
#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>

#include "engine/core/time.h"

namespace weir {

class RestartStrategy {
 public:
  virtual ~RestartStrategy() = default;
  // True if the failure counts as a new attempt; false if it belongs to the attempt before, whose
  // restart has not come yet.
  virtual bool on_failure(Timestamp now) = 0;
  virtual bool can_restart() const = 0;
  virtual Duration backoff(Timestamp now) const = 0;
};

enum class RestartKind : std::uint8_t { kNone, kFixedDelay, kFailureRate, kExponentialDelay };

struct RestartConfig {
  RestartKind kind = RestartKind::kNone;
  std::optional<std::uint64_t> attempts = 1;  // fixed and exponential delay; nullopt: no limit
  Duration delay = 1000;                      // fixed delay and failure rate
  std::uint64_t max_failures_per_interval = 1;
  Duration failure_interval = 60'000;
  Duration initial_backoff = 1000;
  Duration max_backoff = 60'000;
  double multiplier = 1.5;
  Duration reset_threshold = 3'600'000;  // a quiet time this long after a restart: begin anew
};

std::unique_ptr<RestartStrategy> make_restart_strategy(const RestartConfig& config);

class NoRestart final : public RestartStrategy {
 public:
  bool on_failure(Timestamp) override { return true; }
  bool can_restart() const override { return false; }
  Duration backoff(Timestamp) const override { return 0; }
};

class FixedDelay final : public RestartStrategy {
 public:
  FixedDelay(std::optional<std::uint64_t> attempts, Duration delay)
      : attempts_(attempts), delay_(delay) {}
  bool on_failure(Timestamp) override {
    failures_++;
    return true;
  }
  bool can_restart() const override { return !attempts_ || failures_ <= *attempts_; }
  Duration backoff(Timestamp) const override { return delay_; }

 private:
  std::optional<std::uint64_t> attempts_;
  Duration delay_;
  std::uint64_t failures_ = 0;
};

// Refuses when the failure max_failures before the last one is less than an interval old.
class FailureRate final : public RestartStrategy {
 public:
  FailureRate(std::uint64_t max_failures, Duration interval, Duration delay)
      : max_failures_(max_failures), interval_(interval), delay_(delay) {}
  bool on_failure(Timestamp now) override;
  bool can_restart() const override;
  Duration backoff(Timestamp) const override { return delay_; }

 private:
  std::uint64_t max_failures_;
  Duration interval_;
  Duration delay_;
  std::deque<Timestamp> recent_;  // the last max_failures_ + 1 failures
};

class ExponentialDelay final : public RestartStrategy {
 public:
  explicit ExponentialDelay(const RestartConfig& config) : config_(config) {}
  bool on_failure(Timestamp now) override;
  bool can_restart() const override { return !config_.attempts || attempt_ <= *config_.attempts; }
  Duration backoff(Timestamp now) const override { return next_restart_ - now; }

 private:
  Duration wait() const;

  RestartConfig config_;
  std::uint64_t attempt_ = 0;
  Timestamp next_restart_ = 0;
};

}  // namespace weir

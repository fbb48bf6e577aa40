// [job], [state], [checkpointing] and [restart] as a JobConfig.
#include <fmt/format.h>

#include "engine/graph/job_file/compile_state.h"

namespace weir {

namespace {

template <class T>
void take(const Integer& from, T& into) {
  if (from) into = static_cast<T>(from->value);
}

// Keys that mean something only with another one.
void needs(CompileState& state, const TextRef& at, const char* key, bool holds, const char* what) {
  if (!holds) state.mistake(at, fmt::format("'{}' means nothing without {}", key, what));
}

void checkpoints(CompileState& state, JobConfig& config) {
  const CheckpointingSection& s = state.job.checkpointing;
  CheckpointConfig& c = config.checkpoints;
  take(s.interval, c.interval);
  take(s.timeout, c.timeout);
  take(s.min_pause, c.min_pause);
  take(s.max_concurrent, c.max_concurrent);
  take(s.tolerable_failures, c.tolerable_failures);
  take(s.retained, config.retained_checkpoints);
  const bool on = c.interval > 0;
  const auto only_with_interval = [&](const auto& key, const char* name) {
    if (key && !s.origin.damaged)
      needs(state, key->place, name, on, "interval = \"…\", which turns checkpoints on");
  };
  only_with_interval(s.mode, "mode");
  only_with_interval(s.unaligned, "unaligned");
  only_with_interval(s.min_pause, "min_pause");
  only_with_interval(s.storage, "storage");
  const bool at_least_once = s.mode && s.mode->value == "at_least_once";
  const bool unaligned = s.unaligned && s.unaligned->value;
  if (s.aligned_checkpoint_timeout && !s.origin.damaged)
    needs(state, s.aligned_checkpoint_timeout->place, "aligned_checkpoint_timeout", unaligned,
          "unaligned = true");
  if (at_least_once && unaligned)
    state.mistake(s.unaligned->place,
                  "unaligned barriers are for mode = \"exactly_once\"; at least once, no barrier "
                  "waits anyway");
  if (unaligned && c.max_concurrent > 1)
    state.mistake(s.unaligned->place,
                  "unaligned checkpoints come one at a time: leave out "
                  "max_concurrent");
  if (at_least_once) c.alignment = Alignment::kAtLeastOnce;
  if (!unaligned) return;
  c.alignment = Alignment::kUnaligned;
  if (s.aligned_checkpoint_timeout && s.aligned_checkpoint_timeout->value > 0) {
    c.alignment = Alignment::kAlignedWithTimeout;
    c.aligned_timeout = s.aligned_checkpoint_timeout->value;
  }
}

void restart(CompileState& state, JobConfig& config) {
  const RestartSection& s = state.job.restart;
  RestartConfig& r = config.restart;
  const bool on = config.checkpoints.interval > 0;
  r.kind = on ? RestartKind::kExponentialDelay : RestartKind::kNone;
  r.attempts = std::nullopt;
  if (s.strategy) {
    const std::string& name = s.strategy->value;
    if (name == "none") r.kind = RestartKind::kNone;
    if (name == "fixed_delay") r.kind = RestartKind::kFixedDelay;
    if (name == "failure_rate") r.kind = RestartKind::kFailureRate;
    if (name == "exponential_delay") r.kind = RestartKind::kExponentialDelay;
  }
  if (s.attempts) r.attempts = static_cast<std::uint64_t>(s.attempts->value);
  take(s.delay, r.delay);
  take(s.max_failures, r.max_failures_per_interval);
  take(s.failure_interval, r.failure_interval);
  take(s.initial_backoff, r.initial_backoff);
  take(s.max_backoff, r.max_backoff);
  take(s.reset_threshold, r.reset_threshold);
  if (s.multiplier) r.multiplier = s.multiplier->value;
  const auto only_for = [&](const auto& key, const char* name, bool holds, const char* strategy) {
    if (key && !s.origin.damaged) needs(state, key->place, name, holds, strategy);
  };
  const bool fixed = r.kind == RestartKind::kFixedDelay, rate = r.kind == RestartKind::kFailureRate,
             exponential = r.kind == RestartKind::kExponentialDelay;
  constexpr const char* kExponential = "strategy = \"exponential_delay\"";
  only_for(s.attempts, "attempts", fixed || exponential,
           "strategy = \"fixed_delay\" or \"exponential_delay\"");
  only_for(s.delay, "delay", fixed || rate, "strategy = \"fixed_delay\" or \"failure_rate\"");
  only_for(s.max_failures, "max_failures", rate, "strategy = \"failure_rate\"");
  only_for(s.failure_interval, "failure_interval", rate, "strategy = \"failure_rate\"");
  only_for(s.initial_backoff, "initial_backoff", exponential, kExponential);
  only_for(s.max_backoff, "max_backoff", exponential, kExponential);
  only_for(s.multiplier, "multiplier", exponential, kExponential);
  only_for(s.reset_threshold, "reset_threshold", exponential, kExponential);
}

}  // namespace

void compile_config(CompileState& state) {
  const JobSection& s = state.job.job;
  JobConfig& config = state.graph.config;
  if (!state.options.name.empty()) config.name = state.options.name;
  if (s.name) config.name = s.name->value;
  config.task_managers = state.options.task_managers;
  config.clock_start = state.options.clock_start;
  take(s.parallelism, config.parallelism);
  take(s.max_parallelism, config.max_parallelism);
  take(s.channel_capacity, config.channel_capacity);
  if (s.chaining) config.chaining = s.chaining->value;
  const StateSection& state_keys = state.job.state;
  if (state_keys.live_objects) config.live_objects = state_keys.live_objects->value;
  if (s.parallelism && s.max_parallelism && s.parallelism->value > s.max_parallelism->value)
    state.mistake(s.parallelism->place,
                  fmt::format("parallelism {} is more than max_parallelism {}",
                              s.parallelism->value, s.max_parallelism->value));
  checkpoints(state, config);
  restart(state, config);
}

}  // namespace weir

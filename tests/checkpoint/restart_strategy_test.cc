// Tests engine/checkpoint/restart_strategy.h. Flink's own answers are in the vectors
// runtime/restart.json.
#include "engine/checkpoint/restart_strategy.h"

#include <vector>

#include "engine/core/hash.h"
#include "tests/catch.h"

namespace weir {
namespace {

TEST_CASE("no restart means that the first failure ends the job") {
  const auto strategy = make_restart_strategy({});
  CHECK(strategy->on_failure(5));
  CHECK_FALSE(strategy->can_restart());
}

TEST_CASE("a fixed delay allows as many restarts as it has attempts, however far apart") {
  RestartConfig config;
  config.kind = RestartKind::kFixedDelay;
  config.attempts = 2;
  config.delay = 30;
  const auto strategy = make_restart_strategy(config);
  for (const bool allowed : {true, true, false, false}) {
    strategy->on_failure(1'000'000);
    CHECK(strategy->can_restart() == allowed);
    CHECK(strategy->backoff(1'000'000) == 30);
  }
  config.attempts.reset();
  const auto endless = make_restart_strategy(config);
  for (int i = 0; i < 1000; i++) endless->on_failure(0);
  CHECK(endless->can_restart());
}

TEST_CASE("the failure rate agrees with counting all failures of the last interval") {
  for (std::uint64_t seed = 0; seed < 100; seed++) {
    RestartConfig config;
    config.kind = RestartKind::kFailureRate;
    config.max_failures_per_interval = 1 + seed % 4;
    config.failure_interval = 100;
    const auto strategy = make_restart_strategy(config);
    std::vector<Timestamp> all;
    Timestamp now = 0;
    for (std::uint64_t i = 0; i < 60; i++) {
      now += static_cast<Timestamp>(stable_hash(seed, 0, i) % 90);
      all.push_back(now);
      strategy->on_failure(now);
      std::size_t recent = 0;
      for (const Timestamp t : all) recent += now - t <= config.failure_interval ? 1 : 0;
      REQUIRE(strategy->can_restart() == (recent <= config.max_failures_per_interval));
    }
  }
}

TEST_CASE("an exponential delay grows to its maximum, and begins anew after a quiet time") {
  RestartConfig config;
  config.kind = RestartKind::kExponentialDelay;
  config.attempts.reset();
  config.initial_backoff = 10;
  config.max_backoff = 70;
  config.multiplier = 2;
  config.reset_threshold = 1000;
  const auto strategy = make_restart_strategy(config);
  Timestamp now = 0;
  for (const Duration expected : {10, 20, 40, 70, 70}) {
    CHECK(strategy->on_failure(now));
    CHECK(strategy->backoff(now) == expected);
    CHECK_FALSE(strategy->on_failure(now + 1));  // before the restart: the same attempt
    CHECK(strategy->backoff(now + 1) == expected - 1);
    CHECK_FALSE(strategy->on_failure(now + expected));  // at the very moment of it, too
    now += expected + 1;
  }
  now += 1000;
  CHECK(strategy->on_failure(now));
  CHECK(strategy->backoff(now) == 10);
}

TEST_CASE("an exponential delay does not overflow after any number of failures") {
  RestartConfig config;
  config.kind = RestartKind::kExponentialDelay;
  config.attempts.reset();
  config.multiplier = 1e10;
  config.max_backoff = 5000;
  const auto strategy = make_restart_strategy(config);
  Timestamp now = 0;
  for (int i = 0; i < 10'000; i++) {
    strategy->on_failure(now);
    REQUIRE(strategy->backoff(now) <= 5000);
    now += strategy->backoff(now) + 1;
  }
  CHECK(strategy->backoff(now) == -1);
}

}  // namespace
}  // namespace weir

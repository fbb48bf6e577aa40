// Tests engine/time/watermark_generator.h. Flink's own answers are in the vectors
// watermark/generator.json.
#include "engine/time/watermark_generator.h"

#include <algorithm>
#include <string>
#include <vector>

#include "engine/core/hash.h"
#include "tests/catch.h"

namespace weir {
namespace {

struct Log : WatermarkOutput {
  std::vector<std::string> calls;
  void emit_watermark(Timestamp t) override { calls.push_back(std::to_string(t)); }
  void mark_idle() override { calls.push_back("idle"); }
  void mark_active() override { calls.push_back("active"); }
};

struct EmitterLog : WatermarkEmitter {
  std::vector<std::string> calls;
  void send_watermark(Timestamp t) override { calls.push_back(std::to_string(t)); }
  void send_status(bool idle) override { calls.push_back(idle ? "idle" : "active"); }
  void ignored(Timestamp t) override { calls.push_back("(" + std::to_string(t) + ")"); }
};

using Calls = std::vector<std::string>;

std::unique_ptr<WatermarkGenerator> made(const WatermarkStrategy& strategy) {
  Result<std::unique_ptr<WatermarkGenerator>> generator = make_generator(strategy);
  REQUIRE(generator);
  return std::move(*generator);
}

WatermarkStrategy bounded(Duration bound) {
  WatermarkStrategy strategy;
  strategy.kind = WatermarkKind::kBoundedOutOfOrderness;
  strategy.bound = bound;
  return strategy;
}

TEST_CASE("a bounded generator stays bound + 1 behind the largest timestamp") {
  for (const Duration bound : {Duration{0}, Duration{1}, Duration{7}, Duration{1000}}) {
    const auto generator = made(bounded(bound));
    Timestamp max = kMinTimestamp;
    for (std::uint64_t i = 0; i < 500; i++) {
      const auto t = static_cast<Timestamp>(stable_hash(3, 0, i) % 5000) - 2500;
      max = std::max(max, t);
      Log log;
      generator->on_event(Value::null(), t, log);
      CHECK(log.calls.empty());
      generator->on_periodic_emit(0, log);
      REQUIRE(log.calls == Calls{std::to_string(max - bound - 1)});
    }
  }
}

TEST_CASE("before the first record a bounded generator says MIN, whatever its bound") {
  for (const Duration bound : {Duration{0}, Duration{5}, kMaxTimestamp}) {
    Log log;
    made(bounded(bound))->on_periodic_emit(0, log);
    CHECK(log.calls == Calls{std::to_string(kMinTimestamp)});
  }
}

TEST_CASE(
    "a generator that emits on every event says after each record what it would say periodically") {
  WatermarkStrategy every = bounded(2);
  every.emit_every_event = true;
  const auto generator = made(every);
  Log log;
  for (const Timestamp t : {11, 15, 12, 30}) generator->on_event(Value::null(), t, log);
  generator->on_periodic_emit(0, log);
  CHECK(log.calls == Calls{"8", "12", "12", "27"});
}

TEST_CASE("no watermarks means none at all") {
  const auto generator = made({});
  Log log;
  generator->on_event(Value::null(), 5, log);
  generator->on_periodic_emit(0, log);
  CHECK(log.calls.empty());
}

TEST_CASE("idleness does not stop a generator that emits on every event") {
  WatermarkStrategy strategy = bounded(0);
  strategy.emit_every_event = true;
  strategy.idle_timeout = 10;
  const auto generator = made(strategy);
  EmitterLog out;
  generator->on_event(Value::null(), 5, out);
  for (const Timestamp now : {100, 105, 110, 115, 116, 130}) generator->on_periodic_emit(now, out);
  CHECK(out.calls == Calls{"4", "idle"});
  generator->on_event(Value::null(), 5,
                      out);  // no progress: the source stays idle for those downstream
  generator->on_event(Value::null(), 7, out);
  CHECK(out.calls == Calls{"4", "idle", "(4)", "active", "6"});
}

TEST_CASE("an idle source becomes idle again only after a whole new timeout") {
  WatermarkStrategy strategy = bounded(0);
  strategy.idle_timeout = 10;
  const auto generator = made(strategy);
  EmitterLog out;
  generator->on_periodic_emit(1, out);
  generator->on_periodic_emit(12, out);
  CHECK(out.calls == Calls{"(" + std::to_string(kMinTimestamp) + ")", "idle"});
  out.calls.clear();
  generator->on_event(Value::null(), 3, out);
  generator->on_periodic_emit(20, out);  // sees the record: stops the timer
  generator->on_periodic_emit(40, out);  // starts it
  generator->on_periodic_emit(50, out);
  CHECK(out.calls == Calls{"active", "2", "(2)", "(2)"});
  generator->on_periodic_emit(51, out);
  CHECK(out.idle());
}

TEST_CASE("the emitter lets only larger watermarks and changed statuses through") {
  EmitterLog out;
  out.mark_active();
  out.emit_watermark(kMinTimestamp);
  out.emit_watermark(5);
  out.emit_watermark(5);
  out.emit_watermark(4);
  out.mark_idle();
  out.mark_idle();
  out.emit_watermark(5);
  CHECK(out.idle());
  out.emit_watermark(6);
  CHECK(out.calls == Calls{"(" + std::to_string(kMinTimestamp) + ")", "5", "(5)", "(4)", "idle",
                           "(5)", "active", "6"});
  CHECK(out.last() == 6);
}

TEST_CASE("strategies that make no sense are refused with a reason") {
  const auto refused = [](const WatermarkStrategy& strategy) {
    const Result<std::unique_ptr<WatermarkGenerator>> generator = make_generator(strategy);
    return !generator && generator.error().kind == ErrorKind::kBadArgument &&
           !generator.error().text.empty();
  };
  CHECK(refused(bounded(-1)));
  WatermarkStrategy strategy = bounded(0);
  strategy.idle_timeout = 0;
  CHECK(refused(strategy));
  strategy.idle_timeout = 1;
  CHECK_FALSE(refused(strategy));
  strategy.interval = -1;
  CHECK(refused(strategy));
  strategy = {};
  strategy.kind = WatermarkKind::kCustom;
  CHECK(refused(strategy));
  strategy.custom = [] { return std::unique_ptr<WatermarkGenerator>(); };
  CHECK(refused(strategy));
}

}  // namespace
}  // namespace weir

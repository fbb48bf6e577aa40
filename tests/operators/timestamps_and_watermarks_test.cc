#include "engine/operators/timestamps_and_watermarks.h"

#include <algorithm>
#include <string>
#include <vector>

#include "engine/core/hash.h"
#include "engine/core/user_error.h"
#include "tests/catch.h"
#include "tests/scenarios.h"

using namespace weir;

namespace {

std::string number(Timestamp t) {
  return t == kMinTimestamp ? "MIN" : t == kMaxTimestamp ? "MAX" : std::to_string(t);
}

using Log = std::vector<std::string>;

// The operator alone, and everything that leaves it, in order.
class Rig final : public Output {
 public:
  Rig(TimestampAssigner assigner, WatermarkStrategy strategy, Timestamp start = 0)
      : op_(std::move(assigner), std::move(strategy)) {
    clock_.now = start;
    context_.now = &clock_.now;
    context_.keys = &keys_;
    context_.timers = &timers_;
    context_.out = this;
    op_.open(context_);
  }

  void element(std::int64_t value, std::optional<Timestamp> timestamp = std::nullopt) {
    Record record;
    record.value = Value::integer(value);
    record.has_timestamp = timestamp.has_value();
    if (timestamp) record.timestamp = *timestamp;
    op_.process(record);
  }
  // Moves the clock; at most one call, as one that is late is not made up for.
  void time(Timestamp now) {
    clock_.now = now;
    if (op_.next_call() && *op_.next_call() <= now) op_.on_processing_time();
  }
  Operator& op() { return op_; }
  Log take() { return std::exchange(log_, {}); }

  void collect(Record&& record) override {
    log_.push_back(record.value.to_string() + "@" +
                   (record.has_timestamp ? number(record.timestamp) : "none"));
  }
  void emit_watermark(Timestamp watermark) override { log_.push_back("wm " + number(watermark)); }
  void emit_status(bool idle) override { log_.push_back(idle ? "idle" : "active"); }

 private:
  TurnClock clock_;
  KeyContext keys_;
  TimerService timers_{keys_, clock_};
  OperatorContext context_;
  Log log_;
  TimestampsAndWatermarksOperator op_;
};

// The timestamp it is called with, and -1: no more than that.
class Told final : public WatermarkGenerator {
 public:
  void on_event(const Value& event, Timestamp timestamp, WatermarkOutput& out) override {
    out.emit_watermark(timestamp);
    out.emit_watermark(event.as_int());
  }
  void on_periodic_emit(Timestamp now, WatermarkOutput& out) override { out.emit_watermark(now); }
};

WatermarkStrategy told(Duration interval) {
  WatermarkStrategy out;
  out.kind = WatermarkKind::kCustom;
  out.custom = [] { return std::make_unique<Told>(); };
  out.interval = interval;
  return out;
}

WatermarkStrategy bounded(Duration bound, Duration interval) {
  WatermarkStrategy out;
  out.kind = WatermarkKind::kBoundedOutOfOrderness;
  out.bound = bound;
  out.interval = interval;
  return out;
}

std::optional<Timestamp> its_value(const Value& value, std::optional<Timestamp>) {
  return value.as_int();
}

std::string mistake(const WatermarkStrategy& strategy) {
  try {
    const Rig rig(its_value, strategy);
  } catch (const UserError& e) {
    return e.error().text;
  }
  return "none";
}

}  // namespace

TEST_CASE("a record goes out with its timestamp before the generator sees it and its value") {
  Rig rig([](const Value& v, std::optional<Timestamp>) { return std::optional(v.as_int() - 10); },
          told(0));
  rig.element(50);
  CHECK(rig.take() == Log{"50@40", "wm 40", "wm 50"});
  rig.element(20, 7);
  CHECK(rig.take() == Log{"20@10"});
  rig.element(70, 7);
  CHECK(rig.take() == Log{"70@60", "wm 60", "wm 70"});
}

TEST_CASE("an assigner is told the timestamp of before, and may say that there is none") {
  std::vector<std::optional<Timestamp>> previous;
  Rig rig(
      [&](const Value& value, std::optional<Timestamp> p) {
        previous.push_back(p);
        return value.as_int() < 0 ? std::nullopt : p;
      },
      told(0));
  rig.element(1, 5);
  rig.element(2);
  rig.element(-3, 900);
  CHECK(previous == std::vector<std::optional<Timestamp>>{5, std::nullopt, 900});
  // The generator sees neither the record without a timestamp nor the one that lost its own.
  CHECK(rig.take() == Log{"1@5", "wm 5", "2@none", "-3@none"});
}

TEST_CASE("without an assigner records keep their timestamps, and those without one get MIN") {
  Rig rig({}, bounded(0, 10));
  rig.element(1, 5);
  rig.element(2);
  rig.time(10);
  CHECK(rig.take() == Log{"1@5", "2@MIN", "wm 4"});
}

TEST_CASE("probes are an interval apart, counted from the opening and from the probe before") {
  Rig rig(its_value, told(10), 3);
  CHECK(rig.op().next_call() == 13);
  rig.time(12);
  CHECK(rig.take().empty());
  rig.time(13);
  CHECK(rig.take() == Log{"wm 13"});
  rig.time(47);  // late: what was missed is not made up for
  CHECK(rig.take() == Log{"wm 47"});
  CHECK(rig.op().next_call() == 57);
  rig.element(99);
  CHECK(rig.op().next_call() == 57);
}

TEST_CASE("nobody is probed who could not say anything") {
  CHECK(!Rig(its_value, {}).op().next_call());
  CHECK(!Rig(its_value, told(0)).op().next_call());
  CHECK(!Rig(its_value, bounded(3, 0)).op().next_call());
  WatermarkStrategy every_event = bounded(3, 10);
  every_event.emit_every_event = true;
  CHECK(!Rig(its_value, every_event).op().next_call());
  every_event.idle_timeout = 20;
  CHECK(Rig(its_value, every_event).op().next_call() == 10);
  WatermarkStrategy nothing_but_idle;
  nothing_but_idle.idle_timeout = 20;
  CHECK(Rig(its_value, nothing_but_idle).op().next_call() == kDefaultWatermarkInterval);
}

TEST_CASE("of what comes from upstream only the end of event time counts") {
  Rig rig(its_value, bounded(0, 10));
  rig.op().process_watermark(100);
  rig.op().process_status(true);
  rig.element(6);
  rig.op().process_status(false);
  rig.time(10);
  rig.op().process_watermark(101);
  CHECK(rig.take() == Log{"6@6", "wm 5"});
  rig.op().process_watermark(kMaxTimestamp);
  rig.element(50);
  rig.time(20);
  rig.op().finish();
  CHECK(rig.take() == Log{"wm MAX", "50@50"});
}

TEST_CASE("at the end of the input the generator is probed once more") {
  Rig rig(its_value, bounded(2, 0));
  rig.element(20);
  CHECK(rig.take() == Log{"20@20"});
  rig.op().finish();
  CHECK(rig.take() == Log{"wm 17"});
}

TEST_CASE("idleness goes downstream once, and ends with the next watermark that is sent") {
  WatermarkStrategy strategy = bounded(0, 5);
  strategy.idle_timeout = 10;
  Rig rig(its_value, strategy, 100);
  rig.element(7);
  for (Timestamp t = 105; t <= 140; t += 5) rig.time(t);
  CHECK(rig.take() == Log{"7@7", "wm 6", "idle"});
  rig.element(7);  // no newer: no watermark, and idle still
  rig.time(145);
  CHECK(rig.take() == Log{"7@7"});
  rig.element(8);
  rig.time(150);
  CHECK(rig.take() == Log{"8@8", "active", "wm 7"});
  for (Timestamp t = 155; t <= 190; t += 5) rig.time(t);
  CHECK(rig.take() == Log{"idle"});
  rig.op().process_watermark(kMaxTimestamp);
  CHECK(rig.take() == Log{"active", "wm MAX"});
}

TEST_CASE("a strategy that makes no sense fails the operator when it opens") {
  CHECK(mistake(bounded(-1, 10)) == "the out-of-orderness bound is negative");
  CHECK(mistake(bounded(1, -10)) == "the watermark interval is negative");
  WatermarkStrategy strategy = bounded(1, 10);
  strategy.idle_timeout = 0;
  CHECK(mistake(strategy) == "the idle timeout must be greater than zero");
  strategy = told(10);
  strategy.custom = {};
  CHECK(mistake(strategy) == "a custom watermark strategy needs a generator");
  CHECK(mistake(bounded(1, 10)) == "none");
}

// Told another way: what has gone out is a function of the whole history.
TEST_CASE("the operator and a naive model of it agree on random histories") {
  for (std::uint64_t seed = 0; seed < static_cast<std::uint64_t>(scenarios(400)); seed++) {
    std::uint64_t draws = 0;
    const auto below = [&](std::int64_t n) {
      return static_cast<std::int64_t>(stable_hash(seed, 0x7135, draws++) %
                                       static_cast<std::uint64_t>(n));
    };
    const Duration bound = below(6), interval = 1 + below(9);
    Rig rig(its_value, bounded(bound, interval));
    Log expected;
    std::vector<Timestamp> seen, sent{kMinTimestamp};
    Timestamp now = 0, probed = 0;
    const auto send = [&](Timestamp t) {
      if (t <= *std::max_element(sent.begin(), sent.end())) return;
      sent.push_back(t);
      expected.push_back("wm " + number(t));
    };
    const auto probe = [&] {
      if (!seen.empty()) send(*std::max_element(seen.begin(), seen.end()) - bound - 1);
    };
    for (int i = 0; i < 60; i++) {
      const std::int64_t what = below(10);
      if (what < 5) {
        const Timestamp t = below(200) - 50;
        rig.element(t);
        seen.push_back(t);
        expected.push_back(std::to_string(t) + "@" + std::to_string(t));
      } else if (what < 9) {
        now += below(8);
        rig.time(now);
        if (now < probed + interval) continue;
        probe();
        probed = now;
      } else {
        const Timestamp t = below(40) == 0 ? kMaxTimestamp : below(300);
        rig.op().process_watermark(t);
        if (t == kMaxTimestamp) send(t);
      }
    }
    rig.op().finish();
    probe();
    INFO("seed " << seed);
    REQUIRE(rig.take() == expected);
  }
}

// Tests engine/time/timer_service.h on a backend whose queues are sets: the simplest that can be
// right.
#include "engine/time/timer_service.h"

#include <set>
#include <string>
#include <vector>

#include "engine/core/user_error.h"
#include "engine/trace/recorder.h"
#include "tests/catch.h"

namespace weir {
namespace {

struct Earlier {
  bool operator()(const Timer& a, const Timer& b) const {
    if (a.timestamp != b.timestamp) return a.timestamp < b.timestamp;
    if (const int order = a.key.compare(b.key); order != 0) return order < 0;
    return a.ns < b.ns;
  }
};

class SetQueue : public TimerQueue {
 public:
  void add(const Timer& timer) override { timers_.insert(timer); }
  void remove(const Timer& timer) override { timers_.erase(timer); }
  std::optional<Timestamp> next() override {
    if (timers_.empty()) return std::nullopt;
    return timers_.begin()->timestamp;
  }
  bool pop(Timestamp until, Timer& out) override {
    if (timers_.empty() || timers_.begin()->timestamp > until) return false;
    out = *timers_.begin();
    timers_.erase(timers_.begin());
    return true;
  }
  std::size_t size() override { return timers_.size(); }
  void for_each(const std::function<void(const Timer&)>& visit) override {
    for (const Timer& timer : timers_) visit(timer);
  }

 private:
  std::set<Timer, Earlier> timers_;
};

// Has timers and remembers its current key; cells are not needed here.
class TimersOnly : public KeyedStateBackend {
 public:
  Result<StateId> register_state(const StateDescriptor&) override { return StateId{0}; }
  TimerQueue& timers(TimeDomain domain) override {
    return domain == TimeDomain::kEvent ? event_ : processing_;
  }
  void set_current_key(const Value& key, std::uint32_t, KeyGroup) override { current = key; }
  const Value* get(StateId, const Namespace&) override { return nullptr; }
  void put(StateId, const Namespace&, Value) override {}
  void append(StateId, const Namespace&, Value) override {}
  void remove(StateId, const Namespace&) override {}
  std::size_t entries() const override { return 0; }
  void for_each(const std::function<void(const Entry&)>&) const override {}
  std::unique_ptr<KeyedSnapshotPart> start_snapshot(CheckpointId) override { return nullptr; }
  Result<void> restore(std::span<const KeyedHandle>) override { return {}; }

  Value current;

 private:
  SetQueue event_;
  SetQueue processing_;
};

struct Fixture {
  TimersOnly backend;
  KeyContext keys{backend, 128, 1, 0};
  TurnClock clock;
  TimerService timers{keys, backend, clock, nullptr};
  std::vector<std::string> fired;

  Fixture() { keys.opened(); }
  void key(std::string_view name) { keys.set(Value::text(name)); }
  void event(Timestamp at, const Namespace& ns = {}) {
    timers.register_timer(TimeDomain::kEvent, at, ns);
  }
  void processing(Timestamp at) { timers.register_timer(TimeDomain::kProcessing, at); }
  static std::string say(const Timer& timer) {
    return std::string(timer.key.as_text()) + "@" + std::to_string(timer.timestamp) +
           to_string(timer.ns);
  }
  void advance(Timestamp watermark) {
    timers.advance_watermark(watermark,
                             [this](const Timer& timer) { fired.push_back(say(timer)); });
  }
  std::vector<std::string> take() { return std::exchange(fired, {}); }
};

using Fired = std::vector<std::string>;

TEST_CASE("event timers fire in order of time, once each, with their own key") {
  Fixture f;
  f.key("b");
  f.event(10);
  f.event(5);
  f.event(5);
  f.key("a");
  f.event(7);
  f.event(5);
  f.event(11);
  f.timers.advance_watermark(10, [&](const Timer& timer) {
    f.fired.push_back(Fixture::say(timer));
    REQUIRE(f.keys.current_key() == timer.key);
    REQUIRE(f.backend.current == timer.key);
    REQUIRE(f.timers.current_watermark() == 10);
  });
  CHECK(f.take() == Fired{"a@5", "b@5", "a@7", "b@10"});
  CHECK(f.timers.size(TimeDomain::kEvent) == 1);
}

TEST_CASE("timers that are set while others fire go off in the same pass if they are due") {
  Fixture f;
  f.key("k");
  f.event(1);
  f.timers.advance_watermark(10, [&](const Timer& timer) {
    f.fired.push_back(Fixture::say(timer));
    if (timer.timestamp > 0) f.event(timer.timestamp + 4);
    if (timer.timestamp == 5) f.event(-3);  // in the past: comes next
  });
  CHECK(f.take() == Fired{"k@1", "k@5", "k@-3", "k@9"});
  CHECK(f.timers.size(TimeDomain::kEvent) == 1);
}

TEST_CASE("a timer that is deleted while an earlier one fires does not go off") {
  Fixture f;
  f.key("k");
  f.event(1);
  f.event(2);
  f.timers.advance_watermark(5, [&](const Timer& timer) {
    f.fired.push_back(Fixture::say(timer));
    f.timers.delete_timer(TimeDomain::kEvent, 2);
  });
  CHECK(f.take() == Fired{"k@1"});
}

TEST_CASE("deleting concerns only the key, namespace and domain in hand") {
  Fixture f;
  f.key("a");
  f.event(5);
  f.event(5, {0, 5});
  f.processing(5);
  f.key("b");
  f.event(5);
  f.timers.delete_timer(TimeDomain::kEvent, 5);
  f.timers.delete_timer(TimeDomain::kEvent, 6);
  f.key("a");
  f.timers.delete_timer(TimeDomain::kEvent, 5);
  f.advance(5);
  CHECK(f.take() == Fired{"a@5[0,5)"});
  CHECK(f.timers.next_processing_time() == 5);
}

TEST_CASE("a timer in the past waits for the next watermark, which may be the same again") {
  Fixture f;
  f.advance(10);
  f.key("k");
  f.event(3);
  CHECK(f.take().empty());
  f.advance(10);
  CHECK(f.take() == Fired{"k@3"});
}

TEST_CASE("the extreme timestamps are timers like any other") {
  Fixture f;
  f.key("k");
  f.event(kMaxTimestamp);
  f.event(kMinTimestamp);
  f.advance(kMinTimestamp);
  CHECK(f.take() == Fired{"k@" + std::to_string(kMinTimestamp)});
  f.advance(kMaxTimestamp - 1);
  CHECK(f.take().empty());
  f.advance(kMaxTimestamp);
  CHECK(f.take() == Fired{"k@" + std::to_string(kMaxTimestamp)});
}

TEST_CASE("processing-time timers go off one per call, when the clock has reached them") {
  Fixture f;
  f.key("k");
  f.processing(20);
  f.processing(10);
  const auto fire = [&] {
    return f.timers.fire_processing_timer([&](const Timer& timer) {
      f.fired.push_back(Fixture::say(timer));
      if (timer.timestamp == 10) f.processing(15);
    });
  };
  CHECK_FALSE(fire());
  CHECK(f.timers.next_processing_time() == 10);
  f.clock.now = 20;
  CHECK(f.timers.current_processing_time() == 20);
  while (fire()) {
  }
  CHECK(f.take() == Fired{"k@10", "k@15", "k@20"});
  CHECK_FALSE(f.timers.next_processing_time());
  f.processing(5);
  f.advance(kMaxTimestamp);
  CHECK(f.take().empty());
}

TEST_CASE("setting, deleting and firing a timer are one event of the trace each") {
  NullSink sink;
  TraceRecorder trace(sink);
  TimersOnly backend;
  KeyContext keys(backend, 128, 1, 0);
  TurnClock clock;
  TimerService timers(keys, backend, clock, &trace);
  trace.begin(Value::map({}));
  trace.begin_turn(0, 0);
  keys.set(Value::text("k"));
  timers.register_timer(TimeDomain::kEvent, 5, {0, 6});
  timers.register_timer(TimeDomain::kEvent, 9);
  timers.register_timer(TimeDomain::kProcessing, 5);
  CHECK(trace.events() == 3);
  timers.delete_timer(TimeDomain::kEvent, 9);
  CHECK(trace.events() == 4);
  timers.advance_watermark(100, [&](const Timer&) {
    CHECK(trace.events() == 5);  // recorded before its function runs
  });
  clock.now = 5;
  CHECK(timers.fire_processing_timer([](const Timer&) {}));
  CHECK(trace.events() == 6);
  trace.end();
}

TEST_CASE("an operator without keys has event time and no timers") {
  KeyContext keys;
  TurnClock clock;
  TimerService timers(keys, clock);
  timers.advance_watermark(7, [](const Timer&) { FAIL("there is no timer"); });
  CHECK(timers.current_watermark() == 7);
  CHECK_FALSE(timers.fire_processing_timer([](const Timer&) {}));
  CHECK_FALSE(timers.next_processing_time());
  CHECK(timers.size(TimeDomain::kProcessing) == 0);
  try {
    timers.register_timer(TimeDomain::kEvent, 1);
    FAIL("a timer without key_by");
  } catch (const UserError& e) {
    CHECK(e.error().kind == ErrorKind::kUnsupported);
    CHECK(e.error().text == "a timer needs a keyed stream; put key_by in front of this operator");
  }
}

TEST_CASE("a timer needs a key") {
  Fixture f;
  CHECK_THROWS_AS(f.event(5), UserError);
  CHECK_THROWS_AS(f.timers.delete_timer(TimeDomain::kProcessing, 5), UserError);
  CHECK(f.timers.size(TimeDomain::kEvent) == 0);
}

TEST_CASE("a timer thread waits one millisecond more than the difference") {
  CHECK(processing_time_delay(10, 5) == 6);
  CHECK(processing_time_delay(10, 10) == 1);
  CHECK(processing_time_delay(10, 11) == 0);
  CHECK(processing_time_delay(kMinTimestamp, kMaxTimestamp) == 0);
  CHECK(processing_time_delay(kMaxTimestamp, kMinTimestamp) == 0);  // wraps, as in Java: -1 + 1
}

}  // namespace
}  // namespace weir

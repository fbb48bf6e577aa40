// The contract of timers, for every backend: order, uniqueness, removal, changes while firing.
#include <set>

#include "engine/core/codec.h"
#include "tests/catch.h"
#include "tests/contract/rig.h"

using namespace weir;
using namespace weir::contract;

namespace {

std::string some_backend() { return GENERATE(from_range(backend_names())); }

Value n(std::int64_t v) { return Value::integer(v); }

std::string pop(TimerQueue& queue, Timestamp until) {
  Timer timer;
  if (!queue.pop(until, timer)) return "none";
  return std::to_string(timer.timestamp) + "/" + timer.key.to_string() + to_string(timer.ns);
}

}  // namespace

TEST_CASE("Timers fire by time, key bytes and namespace, not by arrival") {
  Rig rig(some_backend());
  TimerQueue& q = rig->timers(TimeDomain::kEvent);
  q.add(rig.timer(20, n(1)));
  q.add(rig.timer(10, n(3)));
  q.add(rig.timer(10, n(-3)));
  q.add(rig.timer(10, Value::text("b")));
  q.add(rig.timer(10, Value::text("a")));
  q.add(rig.timer(10, n(3), {0, 11}));
  q.add(rig.timer(10, n(3), {-5, 11}));
  q.add(rig.timer(kMinTimestamp, n(9)));
  q.add(rig.timer(kMaxTimestamp, n(9)));
  CHECK(q.size() == 9);
  CHECK(q.next() == kMinTimestamp);
  std::vector<std::string> fired;
  for (std::string t = pop(q, 10); t != "none"; t = pop(q, 10)) fired.push_back(t);
  CHECK(fired == std::vector<std::string>{std::to_string(kMinTimestamp) + "/9", "10/-3", "10/3",
                                          "10/3[-5,11)", "10/3[0,11)", "10/\"a\"", "10/\"b\""});
  CHECK(q.next() == 20);
  CHECK(pop(q, 19) == "none");
  CHECK(pop(q, 20) == "20/1");
  CHECK(q.size() == 1);
  CHECK(pop(q, kMaxTimestamp - 1) == "none");
  CHECK(pop(q, kMaxTimestamp) == std::to_string(kMaxTimestamp) + "/9");
  CHECK(q.size() == 0);
  CHECK(!q.next().has_value());
}

TEST_CASE("The same timer twice is one timer") {
  Rig rig(some_backend());
  TimerQueue& q = rig->timers(TimeDomain::kProcessing);
  for (int i = 0; i < 3; i++) q.add(rig.timer(10, n(1)));
  CHECK(q.size() == 1);
  q.add(rig.timer(10, n(1)));
  CHECK(q.size() == 1);
  q.add(rig.timer(10, n(1), {0, 10}));
  CHECK(q.size() == 2);
  CHECK(pop(q, 10) == "10/1");
  q.add(rig.timer(10, n(1)));
  CHECK(q.size() == 2);
  CHECK(pop(q, 10) == "10/1");
  CHECK(pop(q, 10) == "10/1[0,10)");
  CHECK(pop(q, 10) == "none");
}

TEST_CASE("The two time domains do not see each other") {
  Rig rig(some_backend());
  rig->timers(TimeDomain::kEvent).add(rig.timer(10, n(1)));
  CHECK(rig->timers(TimeDomain::kProcessing).size() == 0);
  rig->timers(TimeDomain::kProcessing).add(rig.timer(5, n(1)));
  rig->timers(TimeDomain::kProcessing).remove(rig.timer(10, n(1)));
  CHECK(rig->timers(TimeDomain::kEvent).next() == 10);
  CHECK(rig->timers(TimeDomain::kProcessing).next() == 5);
}

TEST_CASE("A removed timer does not fire; removing what is not there does nothing") {
  Rig rig(some_backend());
  TimerQueue& q = rig->timers(TimeDomain::kEvent);
  q.remove(rig.timer(10, n(1)));
  q.add(rig.timer(10, n(1)));
  q.add(rig.timer(10, n(1)));
  q.add(rig.timer(10, n(2)));
  q.remove(rig.timer(10, n(3)));
  q.remove(rig.timer(11, n(1)));
  q.remove(rig.timer(10, n(1), {0, 10}));
  CHECK(q.size() == 2);
  q.remove(rig.timer(10, n(1)));
  CHECK(q.size() == 1);
  q.add(rig.timer(10, n(1)));
  q.remove(rig.timer(10, n(2)));
  CHECK(pop(q, 10) == "10/1");
  q.add(rig.timer(7, n(1)));
  q.remove(rig.timer(7, n(1)));
  CHECK(!q.next().has_value());
}

TEST_CASE("A timer added while others fire still fires in its place") {
  Rig rig(some_backend());
  TimerQueue& q = rig->timers(TimeDomain::kEvent);
  for (const int k : {1, 3, 5}) q.add(rig.timer(10, n(k)));
  CHECK(pop(q, 10) == "10/1");
  q.add(rig.timer(10, n(4)));  // between two that wait
  q.add(rig.timer(10, n(0)));  // before all that wait
  q.add(rig.timer(5, n(9)));   // in the past
  q.add(rig.timer(10, n(1)));  // the one that has just fired
  q.add(rig.timer(10, n(5)));  // one that waits already
  CHECK(q.size() == 6);
  CHECK(q.next() == 5);
  CHECK(pop(q, 10) == "5/9");
  CHECK(pop(q, 10) == "10/0");
  CHECK(pop(q, 10) == "10/1");
  q.remove(rig.timer(10, n(4)));
  q.remove(rig.timer(10, n(3)));
  q.add(rig.timer(10, n(3)));
  CHECK(pop(q, 10) == "10/3");
  CHECK(pop(q, 10) == "10/5");
  CHECK(pop(q, 10) == "none");
}

TEST_CASE("A timer that fires carries what is needed to find its key again") {
  Rig rig(some_backend(), 1024);
  Random random(11);
  TimerQueue& q = rig->timers(TimeDomain::kEvent);
  for (int i = 0; i < 100; i++) q.add(rig.timer(i % 7, random_key(random, 50)));
  Timer timer;
  while (q.pop(kMaxTimestamp, timer)) {
    CHECK(timer.key_hash == key_hash(timer.key));
    CHECK(timer.key_group == key_group(timer.key, 1024));
  }
}

TEST_CASE("Random timers behave like a sorted set") {
  const std::string backend = some_backend();
  for (std::uint64_t seed = 0; seed < 20; seed++) {
    Rig rig(backend);
    Random random(seed);
    TimerQueue& q = rig->timers(TimeDomain::kEvent);
    using Place = std::tuple<Timestamp, std::string, Namespace>;
    std::set<Place> model;
    for (int step = 0; step < 600; step++) {
      const Timer t = rig.timer(static_cast<Timestamp>(random.below(6)), random_key(random, 6),
                                random_namespace(random));
      const Place place{t.timestamp, KeyCodec::encode(t.key), t.ns};
      switch (random.below(6)) {
        case 0:
          q.remove(t);
          model.erase(place);
          break;
        case 1: {
          const auto until = static_cast<Timestamp>(random.below(6));
          Timer out;
          const bool any = !model.empty() && std::get<0>(*model.begin()) <= until;
          REQUIRE(q.pop(until, out) == any);
          if (!any) break;
          REQUIRE(Place{out.timestamp, KeyCodec::encode(out.key), out.ns} == *model.begin());
          model.erase(model.begin());
          break;
        }
        case 2:
          if (random.one_in(4)) REQUIRE(q.size() == model.size());
          break;
        default: q.add(t); model.insert(place);
      }
      REQUIRE(q.next().has_value() == !model.empty());
      if (!model.empty()) REQUIRE(*q.next() == std::get<0>(*model.begin()));
    }
    std::vector<Place> shown;
    q.for_each([&](const Timer& t) {
      shown.push_back({t.timestamp, KeyCodec::encode(t.key), t.ns});
    });
    CHECK(shown == std::vector<Place>(model.begin(), model.end()));
  }
}

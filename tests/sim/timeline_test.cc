// A Timeline can be walked to any place, and finds its events; on random scenarios.
#include "engine/trace/timeline.h"
#include "engine/trace/ndjson.h"
#include "tests/catch.h"
#include "tests/scenarios.h"
#include "tests/sim/random_scenario.h"

using namespace weir;
using namespace weir::testing;

namespace {

// What a consumer was told, with the World then.
class Told final : public EventConsumer {
 public:
  void header(const Value& header) override { headers.push_back(header); }
  void event(const TraceEvent& event, const World& world) override {
    events.push_back(event);
    worlds.push_back(world.dump());
  }
  void end() override { ends++; }

  std::vector<Value> headers;
  std::vector<TraceEvent> events;
  std::vector<Tables> worlds;
  int ends = 0;
};

}  // namespace

TEST_CASE("at any place of a timeline is the World that its events make") {
  std::size_t far = 0;
  for (int seed = 1; seed <= scenarios(60); seed++) {
    INFO("seed " << seed);
    const MemoryTrace trace = recorded_trace(make_scenario(static_cast<std::uint64_t>(seed)));
    const Result<Timeline> timeline = Timeline::read(trace);
    REQUIRE(timeline);
    CHECK(timeline->ended());
    const auto events = timeline->events();
    // Every tenth World, folded from the first event on.
    std::vector<Tables> folded;
    World world = *World::create(trace.trace_header());
    for (std::size_t i = 0; i <= events.size(); i++) {
      if (i % 10 == 0) folded.push_back(world.dump());
      if (i < events.size()) REQUIRE(world.do_event(events[i]));
    }
    TimelineCursor cursor(*timeline);
    Random random(static_cast<std::uint64_t>(seed));
    for (int i = 0; i < 30; i++) {
      const std::size_t tenth = random.below(folded.size());
      far += tenth * 10 > 2 * Timeline::kEventsApart ? 1 : 0;
      cursor.seek(tenth * 10);
      REQUIRE(cursor.place() == tenth * 10);
      REQUIRE(cursor.world().dump() == folded[tenth]);
    }
  }
  CHECK(far > 10);
}

TEST_CASE("a timeline finds events by step and by index") {
  const MemoryTrace trace = recorded_trace(make_scenario(3));
  const Result<Timeline> timeline = Timeline::read(trace);
  REQUIRE(timeline);
  std::size_t seen = 0;
  for (std::int64_t step = 0; step <= timeline->steps(); step++) {
    CHECK(timeline->begin_of(step) == seen);
    for (const TraceEvent& event : timeline->step(step)) {
      CHECK(event.step == step);
      CHECK(timeline->place_of(event) == seen);
      seen++;
      CHECK(timeline->step_at(seen) == step);
      if (event.physical == 0) CHECK(timeline->index(event.index) == &event);
    }
    CHECK(timeline->end_of(step) == seen);
  }
  CHECK(seen == timeline->events().size());
  CHECK(timeline->step(timeline->steps() + 1).empty());
  CHECK(timeline->index(-1) == nullptr);
  CHECK(timeline->index(static_cast<std::int64_t>(seen)) == nullptr);
  TimelineCursor cursor(*timeline);
  CHECK(cursor.step() == 0);
  cursor.seek_step(timeline->steps() + 5);
  CHECK(cursor.place() == seen);
  CHECK(cursor.step() == timeline->steps());
}

TEST_CASE("a timeline is read from NDJSON, too, and says what does not fit together") {
  const MemoryTrace trace = recorded_trace(make_scenario(4));
  std::vector<TraceEvent> events = *derive_all(trace);
  Result<Timeline> timeline = Timeline::read(FullTrace{trace.trace_header(), events});
  REQUIRE(timeline);
  CHECK(timeline->events().size() == events.size());
  events.erase(events.begin() + static_cast<std::ptrdiff_t>(events.size() / 2));
  timeline = Timeline::read(FullTrace{trace.trace_header(), events});
  REQUIRE_FALSE(timeline);
  CHECK(timeline.error().kind == ErrorKind::kCorrupt);
}

TEST_CASE("a timeline that is replayed tells what the run told, or a part of it") {
  const MemoryTrace trace = recorded_trace(make_scenario(5));
  Told lived;
  DerivingSink sink(lived);
  sink.header(trace.trace_header());
  for (const std::string& part : trace.parts()) sink.block(part);
  sink.end();
  REQUIRE_FALSE(sink.error());
  const Result<Timeline> timeline = Timeline::read(trace);
  REQUIRE(timeline);
  const std::size_t all = timeline->events().size();
  REQUIRE(all > Timeline::kEventsApart);
  Told again;
  replay(*timeline, again);
  CHECK(again.headers == lived.headers);
  CHECK(again.ends == 1);
  CHECK(again.events == lived.events);
  CHECK(again.worlds == lived.worlds);

  const auto begin_of = [](const auto& all_of, std::size_t place) {
    return all_of.begin() + static_cast<std::ptrdiff_t>(place);
  };
  for (const auto& [first, last] :
       std::vector<std::pair<std::size_t, std::size_t>>{{0, 0},
                                                        {0, 1},
                                                        {all / 2, all / 2 + 7},
                                                        {all - 1, all + 9},
                                                        {all, all},
                                                        {9, 3},
                                                        {all + 5, all + 6}}) {
    INFO(first << " to " << last);
    Told part;
    replay(*timeline, part, first, last);
    CHECK(part.headers.size() == 1);
    CHECK(part.ends == 1);
    const std::size_t to = std::min(last, all), from = std::min(first, to);
    CHECK(part.events ==
          std::vector<TraceEvent>(begin_of(lived.events, from), begin_of(lived.events, to)));
    CHECK(part.worlds ==
          std::vector<Tables>(begin_of(lived.worlds, from), begin_of(lived.worlds, to)));
  }

  Told stopped;
  replay(*timeline, stopped, 4, all, [&] { return stopped.events.size() == 3; });
  CHECK(stopped.ends == 1);
  CHECK(stopped.events ==
        std::vector<TraceEvent>(begin_of(lived.events, 4), begin_of(lived.events, 7)));
}

// Sources that fall idle, in whole jobs and both drivers: when, what goes out, what a row changes,
// what full channels, restarts and the end do to it. Most jobs have random rows, and what the
// source says is compared with a model that looks at all rows at once.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "engine/connectors/inline_source.h"
#include "engine/core/hash.h"
#include "engine/graph/stream_builder.h"
#include "engine/runtime/inline_executor.h"
#include "tests/runtime/traced_run.h"
#include "tests/scenarios.h"

using namespace weir;
using weir::testing::TracedRun;

namespace {

struct Row {
  Timestamp arrives;
  Timestamp ts;
};
using Splits = std::vector<std::vector<Row>>;
using Log = std::vector<std::string>;

SourceSpec spec(const Splits& splits, Duration probes, std::optional<Duration> timeout) {
  std::vector<std::vector<Value>> rows;
  for (const auto& split : splits) {
    rows.emplace_back();
    for (const Row& r : split)
      rows.back().push_back(Value::row({Value::integer(r.arrives), Value::integer(r.ts)}));
  }
  SourceSpec out{.make = make_inline_source("in", rows)};
  out.at = [](const Value& v) { return std::optional(v[0].as_int()); };
  out.event_time = [](const Value& v) { return std::optional(v[1].as_int()); };
  out.watermarks.kind = WatermarkKind::kMonotonous;
  out.watermarks.interval = probes;
  out.watermarks.idle_timeout = timeout;
  return out;
}

WindowOperatorConfig tens() {
  WindowOperatorConfig config(*TumblingEventTimeWindows::of(10));
  config.function =
      std::make_unique<MappedWindowFunction>([](WindowContext& context, const Value&) {
        return Value::row({Value::integer(context.window().start)});
      });
  return config;
}

StreamGraph windowed(const SourceSpec& source, JobConfig config = {}) {
  config.clock_start = 0;  // not with the first row: probes come at multiples of their distance
  StreamBuilder job(std::move(config));
  const Stream in = job.source("in", source).parallelism(1);
  in.window_all("window", tens).print("out");
  return job.build();
}

// What the source says, "time what".
Log said(const std::vector<TraceEvent>& events) {
  Log out;
  for (const TraceEvent& e : events) {
    if (e.at != Value::text("in#0")) continue;
    if (e.kind == EventKind::kWmEmit) {
      const Timestamp value = e.fields[field::kWmEmit::value].as_int();
      out.push_back(
          fmt::format("{} {}", e.time, value == kMaxTimestamp ? "MAX" : std::to_string(value)));
    }
    if (e.kind == EventKind::kStatusSend && e.fields[field::kStatusSend::part].is_null())
      out.push_back(fmt::format("{} {}", e.time, e.fields[field::kStatusSend::now].as_text()));
    if (e.kind == EventKind::kWmIgnore && !e.fields[field::kWmIgnore::asleep].is_null())
      out.push_back(fmt::format("{} (MAX)", e.time));
  }
  return out;
}

class Keep final : public EventConsumer {
 public:
  void header(const Value&) override {}
  void event(const TraceEvent& event, const World&) override { events.push_back(event); }
  void end() override {}
  std::vector<TraceEvent> events;
};

Log said_inline(StreamGraph graph) {
  Keep keep;
  DerivingSink sink(keep);
  auto backends = make_hashmap_backend_factory();
  MemoryCheckpointStorage storage;
  MemoryOutside outside;
  {
    auto run = InlineExecutor::create(
        std::move(graph),
        {.storage = &storage, .outside = &outside, .backends = backends.get(), .trace = &sink});
    REQUIRE(run);
    (*run)->run();
    REQUIRE((*run)->job().done());
  }
  REQUIRE(!sink.error());
  return said(keep.events);
}

Log said_in_both(const StreamGraph& graph) {
  TracedRun run(graph);
  run.to_end();
  const Log log = said(run.events);
  CHECK(said_inline(graph) == log);
  return log;
}

}  // namespace

TEST_CASE(
    "a silent split holds the others; with a timeout it is left out, and a row brings it back") {
  // Probes are 6 ms apart: 5, and the millisecond that timers wait.
  const Splits splits{{{1, 1}, {8, 20}, {15, 30}, {22, 40}, {29, 50}, {37, 60}, {43, 70}, {50, 80}},
                      {{1, 1}, {38, 45}, {50, 90}}};
  CHECK(said_in_both(windowed(spec(splits, 5, std::nullopt))) == Log{"6 0", "42 44", "50 MAX"});
  // Silent for the probes 12 (which starts the timer), 18 and 24 (12 > 11): left out. At 42 it
  // holds at 44, and what was said stands.
  CHECK(said_in_both(windowed(spec(splits, 5, 11))) == Log{"6 0", "24 39", "30 49", "50 MAX"});
}

TEST_CASE("a source whose splits are all idle says so, behind the largest of their watermarks") {
  const Splits splits{{{1, 10}, {61, 20}, {100, 50}}, {{1, 31}, {67, 25}, {91, 40}, {100, 51}}};
  // 20 and 25 are below 30, which the source has said: it stays idle for those behind it. The first
  // split is silent again when 40 comes.
  CHECK(said_in_both(windowed(spec(splits, 5, 11))) ==
        Log{"6 9", "24 30", "24 IDLE", "96 ACTIVE", "96 39", "100 MAX"});
}

TEST_CASE("an idle source ends without MAX: as in Flink, windows behind it never fire") {
  SourceSpec source = spec({{{1, 5}, {3, 17}}}, 5, 11);
  source.at = {};
  source.every = 40;
  TracedRun run(windowed(source));
  run.to_end();
  CHECK(said(run.events) == Log{"18 IDLE", "42 ACTIVE", "42 4", "60 IDLE", "84 ACTIVE", "84 16",
                                "102 IDLE", "120 (MAX)"});
  CHECK(run.shown() == Log{"out [0]"});
  source.watermarks.idle_timeout = 60;  // longer than the end takes
  TracedRun awake(windowed(source));
  awake.to_end();
  CHECK(awake.shown() == Log{"out [0]", "out [10]"});
}

TEST_CASE("a source that waits for room in a channel is not idle for that") {
  const auto idle = [](std::size_t capacity) {
    Splits splits(1);
    for (Timestamp t = 1; t <= 30; t++) splits[0].push_back({t, t});
    SourceSpec source = spec(splits, 2, 8);
    JobConfig config;
    config.channel_capacity = capacity;
    sim::SimOptions options;
    options.network = {25, 25};  // the channel is full that long
    TracedRun run(windowed(source, config), options);
    run.to_end();
    bool full = false;
    for (const TraceEvent& e : run.events) full = full || e.kind == EventKind::kChanFull;
    CHECK(full == (capacity == 1));
    return !run.of(EventKind::kStatusSend).empty();
  };
  CHECK_FALSE(idle(1));
  CHECK_FALSE(idle(64));
}

TEST_CASE("idleness is in no checkpoint: after a restart the time runs anew") {
  SourceSpec source = spec({{{1, 5}, {100, 17}}}, 5, 11);
  JobConfig config;
  config.checkpoints.interval = 30;
  config.restart.delay = 3;
  TracedRun run(windowed(source, config));
  sim::Fault kill;
  kill.decision = {sim::DecisionKind::kFailTask, {PendingKind::kPollSource, 0, 0}};
  kill.at_time = 50;
  run.sim->add_fault(kill);
  run.to_end();
  // Started again at 53 from the checkpoint of 30: the probe at 59 starts the timer. Event time
  // begins at MIN.
  CHECK(said(run.events) == Log{"6 4", "24 IDLE", "71 IDLE", "100 (MAX)"});
  CHECK(run.of(EventKind::kRestore).size() > 0);
}

namespace {

// What is said of the rows, by looking at all of them: at each probe, what of each split the last
// two probes could have seen.
Log model(const Splits& splits, Duration probes, Duration timeout, Timestamp end) {
  Log out;
  Timestamp last = kMinTimestamp;
  bool idle = false;
  const Duration period = probes + 1;
  for (Timestamp now = period; now < end; now += period) {
    std::vector<Timestamp> all, active;
    for (const auto& split : splits) {
      if (split.back().arrives < now) continue;  // it has ended with its last row
      Timestamp watermark = kMinTimestamp, silent_since = 0;
      for (const Row& r : split) {
        if (r.arrives >= now) continue;
        watermark = std::max(watermark, r.ts - 1);
        silent_since = r.arrives;
      }
      // The first probe after the last row sees the row; the second starts the timer.
      const Timestamp seen = silent_since == 0 ? 0 : (silent_since / period + 1) * period;
      all.push_back(watermark);
      if (now - (seen + period) <= timeout) active.push_back(watermark);
    }
    if (all.empty()) continue;
    const Timestamp combined = active.empty() ? *std::max_element(all.begin(), all.end())
                                              : *std::min_element(active.begin(), active.end());
    if (combined > last) {
      if (idle) out.push_back(fmt::format("{} ACTIVE", now));
      idle = false;
      last = combined;
      out.push_back(fmt::format("{} {}", now, combined));
    }
    if (active.empty() && !idle) {
      idle = true;
      out.push_back(fmt::format("{} IDLE", now));
    }
  }
  out.push_back(fmt::format("{} {}", end, idle ? "(MAX)" : "MAX"));
  return out;
}

}  // namespace

TEST_CASE("what a source with random rows says is what a model of all rows says, in both drivers") {
  std::size_t idle = 0, back = 0, ends_idle = 0;
  const auto runs = static_cast<std::uint64_t>(scenarios(300));
  for (std::uint64_t seed = 1; seed <= runs; seed++) {
    std::uint64_t n = 0;
    const auto below = [&](std::uint64_t limit) {
      return static_cast<Timestamp>(stable_hash(seed, 11, n++) % limit);
    };
    const Duration probes = 1 + below(6), timeout = 1 + below(20), period = probes + 1;
    Splits splits(static_cast<std::size_t>(1 + below(3)));
    Timestamp end = 0;
    for (auto& split : splits) {
      Timestamp at = 0, ts = 0;
      for (Timestamp rows = 1 + below(12); rows > 0; rows--) {
        at += 1 + below(below(3) == 0 ? 60 : 8);
        if (at % period == 0) at++;  // rows and probes of one millisecond have no order here
        ts = std::max<Timestamp>(1, ts + below(30) - 8);
        split.push_back({at, ts});
      }
      end = std::max(end, at);
    }
    const Log log = said_in_both(windowed(spec(splits, probes, timeout)));
    INFO("seed " << seed);
    REQUIRE(log == model(splits, probes, timeout, end));
    const auto some = [&](const char* what) {
      return std::any_of(log.begin(), log.end(),
                         [&](const std::string& line) { return line.find(what) != line.npos; });
    };
    idle += some("IDLE") ? 1 : 0;
    back += some("ACTIVE") ? 1 : 0;
    ends_idle += some("(MAX)") ? 1 : 0;
  }
  CHECK(idle * 100 >= runs * 20);
  CHECK(back * 100 >= runs * 5);
  CHECK(ends_idle * 100 >= runs * 5);
}

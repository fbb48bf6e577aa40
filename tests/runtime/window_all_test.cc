// Windows over all records: one subtask, one key that nobody hears of.
#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/connectors/inline_source.h"
#include "engine/core/hash.h"
#include "engine/graph/stream_builder.h"
#include "tests/runtime/traced_run.h"
#include "tests/scenarios.h"

using namespace weir;
using weir::testing::TracedRun;

namespace {

constexpr std::size_t kAt = 1;

Value row(std::string_view key, Timestamp at) {
  return Value::row({Value::text(key), Value::integer(at)});
}

Stream source(StreamBuilder& job, const std::vector<std::vector<Value>>& splits,
              WatermarkKind watermarks = WatermarkKind::kNone) {
  SourceSpec spec{.make = make_inline_source("in", splits), .every = 1};
  spec.event_time = [](const Value& v) { return std::optional(v[kAt].as_int()); };
  spec.watermarks.kind = watermarks;
  spec.watermarks.emit_every_event = true;
  return job.source("in", std::move(spec)).rows({"key", "at"});
}

JobConfig parallel(std::uint32_t parallelism) {
  JobConfig config;
  config.parallelism = parallelism;
  return config;
}

// [start, end, key, elements], and how often the window has fired, from its own state.
class Show final : public WindowFunction {
 public:
  void process(WindowContext& context, std::span<const Value> contents, Collector& out) override {
    std::vector<Value> keys;
    for (const Value& v : contents) keys.push_back(v[0]);
    std::sort(keys.begin(), keys.end());
    const auto next = [](ValueState state) {
      const Value was = state.value();
      state.update(Value::integer((was.is_null() ? 0 : was.as_int()) + 1));
      return state.value();
    };
    out.collect(
        Value::row({Value::integer(context.window().start), Value::integer(context.window().end),
                    context.key(), Value::list(keys), next(context.global_state("fired"))}));
  }
};

WindowConfigFactory windows(const WindowAssigner& assigner, Duration lateness = 0) {
  return [assigner, lateness] {
    WindowOperatorConfig config(assigner);
    config.allowed_lateness = lateness;
    config.function = std::make_unique<Show>();
    return config;
  };
}

}  // namespace

TEST_CASE("a window over all records is one task, whatever the parallelism of the job") {
  StreamBuilder job(parallel(3));
  source(job, {{row("a", 1)}, {row("b", 2)}, {row("c", 3)}})
      .window_all("all", windows(*TumblingEventTimeWindows::of(10)))
      .print("out");
  const auto graph = JobGraph::compile(job.build());
  REQUIRE(graph);
  const ExecutionPlan plan = make_plan(*graph);
  std::map<std::string, int> tasks;
  for (TaskId t = 0; t < plan.tasks.size(); t++) tasks[plan.task_name(*graph, t)]++;
  CHECK(tasks == std::map<std::string, int>{{"in#0", 1},
                                            {"in#1", 1},
                                            {"in#2", 1},
                                            {"all#0", 1},
                                            {"out#0", 1},
                                            {"out#1", 1},
                                            {"out#2", 1}});
  for (const JobVertex& v : graph->vertices)
    if (v.name == "all") CHECK(v.max_parallelism == 1);
  TracedRun run(job.build());
  run.to_end();
  CHECK(run.shown() == std::vector<std::string>{R"(out [0, 10, null, ["a", "b", "c"], 1])"});
}

TEST_CASE("another parallelism of a window over all records is refused") {
  StreamBuilder job(parallel(2));
  source(job, {{row("a", 1)}})
      .window_all("all", windows(*TumblingEventTimeWindows::of(10)))
      .parallelism(4)
      .print("out");
  const auto graph = JobGraph::compile(job.build());
  REQUIRE(!graph);
  CHECK(graph.error().text ==
        "operator 'all': it sees all records together, so it has one subtask; its parallelism "
        "cannot be 4");
}

TEST_CASE("events of a window over all records name no key, and those of others do") {
  for (const bool sessions : {false, true}) {
    StreamBuilder job;
    const WindowAssigner assigner = sessions ? WindowAssigner(*EventTimeSessionWindows::with_gap(4))
                                             : WindowAssigner(*TumblingEventTimeWindows::of(5));
    const Stream in = source(job, {{row("a", 3), row("b", 1), row("c", 9), row("a", 4)}},
                             WatermarkKind::kMonotonous);
    in.window_all("all", windows(assigner, 20)).print("out");
    in.key_by(KeySelector::field(0, "key")).window("each", windows(assigner, 20)).print("each-out");
    TracedRun run(job.build());
    run.to_end();
    std::map<std::string, std::size_t> keyless, keyed;
    for (const TraceEvent& e : run.events) {
      if (e.at != Value::text("all#0") && e.at != Value::text("each#0")) continue;
      const int key = e.info().index_of("key"), group = e.info().index_of("kg");
      if (key < 0) continue;
      const bool absent = e.fields[static_cast<std::size_t>(key)].is_null();
      INFO(e.info().name);
      CHECK(absent == (e.at == Value::text("all#0")));
      if (group >= 0) CHECK(e.fields[static_cast<std::size_t>(group)].is_null() == absent);
      (absent ? keyless : keyed)[std::string(e.info().name)]++;
    }
    for (const char* kind : {"win.assign", "win.fire", "win.purge", "st.append", "st.write",
                             "st.clear", "tm.reg", "tm.fire"}) {
      INFO(kind);
      CHECK(keyless[kind] > 0);
      CHECK(keyed[kind] > 0);
    }
    CHECK((keyless["win.merge"] > 0) == sessions);
    for (const TraceEvent& e : run.of(EventKind::kRecMake))
      if (e.at == Value::text("all#0"))
        CHECK(e.fields[field::kRecMake::r].as_text().starts_with("all["));
  }
}

TEST_CASE("a window over all records is that of all records, on random input and after failures") {
  std::size_t restarted = 0;
  for (std::uint64_t seed = 0; seed < static_cast<std::uint64_t>(scenarios(40)); seed++) {
    std::uint64_t draws = 0;
    const auto below = [&](std::uint64_t n) { return stable_hash(seed, 0xa11, draws++) % n; };
    std::vector<std::vector<Value>> splits(1 + below(4));
    std::map<Timestamp, std::vector<Value>> naive;  // start of window -> keys
    for (auto& split : splits)
      for (std::uint64_t i = below(12); i-- > 0;) {
        const auto at = static_cast<Timestamp>(below(40));
        const std::string key(1, static_cast<char>('a' + below(5)));
        split.push_back(row(key, at));
        naive[at / 7 * 7].push_back(Value::text(key));
      }
    JobConfig config = parallel(1 + static_cast<std::uint32_t>(below(3)));
    config.checkpoints.interval = 4;
    config.restart.delay = 2;
    StreamBuilder job(config);
    source(job, splits)
        .window_all("all", windows(*TumblingEventTimeWindows::of(7)))
        .transactional("out");
    sim::SimOptions options;
    options.seed = seed;
    options.network = {0, 5};
    options.storage = {0, 3};
    TracedRun run(job.build(), options);
    sim::Fault fault;
    fault.decision = {sim::DecisionKind::kFailTask,
                      {PendingKind::kPollSource, static_cast<std::uint32_t>(below(3)), 0}};
    fault.at_decision = 10 + below(60);
    run.sim->add_fault(fault);
    run.to_end();
    restarted += run.sim->job().master().restarts() > 0;
    std::vector<std::string> expected, found;
    for (auto& [start, keys] : naive) {
      std::sort(keys.begin(), keys.end());
      expected.push_back(
          Value::row({Value::integer(start), Value::integer(start + 7), Value(), Value::list(keys)})
              .to_string());
    }
    for (const auto& shown : run.sim->outside().visible())
      found.push_back(
          Value::row({shown.value[0], shown.value[1], shown.value[2], shown.value[3]}).to_string());
    std::sort(expected.begin(), expected.end());
    std::sort(found.begin(), found.end());
    INFO("seed " << seed);
    REQUIRE(found == expected);
  }
  CHECK(restarted * 4 > static_cast<std::size_t>(scenarios(40)));
}

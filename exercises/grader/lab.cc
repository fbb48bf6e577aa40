// Tested by tests/exercises/grader_test.cc.
#include "exercises/grader/lab.h"

#include <algorithm>
#include <utility>

#include "engine/connectors/inline_source.h"
#include "engine/core/check.h"
#include "engine/graph/stream_builder.h"
#include "engine/state/backend_loader.h"
#include "engine/trace/ndjson.h"
#include "engine/trace/online.h"
#include "exercises/grader/hostile_backend.h"
#include "sim/crash_points.h"

namespace weir::exercises {

namespace {

constexpr const char* kSink = "out";
constexpr std::string_view kTodo = "TODO ";
// A row every two ms and a checkpoint every five: two or three rows lie between two checkpoints,
// and three of six records of a case have one in front of them.
constexpr Duration kEvery = 2, kInterval = 5;

RowType columns(const runtime::Schema* schema) { return api::row_type_of(*schema); }

std::vector<std::string> names(const RowType& type) {
  std::vector<std::string> out;
  for (const Field& f : type.fields()) out.push_back(f.name);
  return out;
}

sim::RunEnd carry_out(const Schedule& s, sim::Simulator& sim) {
  if (s.fault) {
    sim.run(s.fault->at);
    if (s.restart_parallelism > 0)
      sim.apply(
          {sim::DecisionKind::kRescale, {PendingKind::kPollSource, s.restart_parallelism, 0}});
    sim.apply(s.fault->decision);
  }
  return sim.run(Lab::kMostDecisions);
}

class Lines final : public EventConsumer {
 public:
  explicit Lines(std::string& out) : writer_([&out](std::string_view line) { out.append(line); }) {}
  void header(const Value& header) override {
    const auto ok = writer_.header(header);
    WEIR_CHECK(ok, "a trace has a header that can be written");
  }
  void event(const TraceEvent& event, const World& /*world*/) override { writer_.event(event); }
  void end() override { writer_.end(); }

 private:
  NdjsonWriter writer_;
};

}  // namespace

KeyedBackendFactory& Lab::backend(const std::string& name) {
  auto& kept = backends_[name];
  if (kept != nullptr) return *kept;
  if (name == "hostile") {
    kept = make_hostile_backend_factory();
  } else {
    auto loaded = load_backend(name);
    WEIR_CHECK(loaded, "a backend is asked for before it is used: Lab::has()");
    kept = std::move(*loaded);
  }
  return *kept;
}

bool Lab::has(const std::string& name) {
  if (name == "hostile" || backends_.contains(name)) return true;
  const std::vector<std::string> known = backend_names();
  return std::find(known.begin(), known.end(), name) != known.end();
}

StreamGraph Lab::graph(const Schedule& s) const {
  JobConfig config;
  config.name = "e" + std::to_string(table_.number);
  config.parallelism = s.parallelism;
  config.clock_start = 0;
  config.live_objects = table_.live_objects;
  config.checkpoints.interval = kInterval;
  // What is killed comes back once; what fails by itself fails again, and that is the end.
  config.restart = {.kind = RestartKind::kFixedDelay, .attempts = s.fault ? 1 : 0, .delay = 1};
  StreamBuilder builder(config);
  SourceSpec spec;
  spec.make = make_inline_source("records", {s.input});
  spec.every = kEvery;
  Stream stream =
      builder.source("records", std::move(spec)).rows(names(columns(table_.raw))).parallelism(1);
  if (table_.flat_map) {
    stream =
        stream
            .apply("split", "flat_map",
                   [this] {
                     return api::make_function_operator(
                         table_.flat_map, {.call = "flat_map", .keyed = false, .watch = &watch_});
                   })
            .rows(names(columns(table_.in)))
            .parallelism(1);
  }
  const RowType in = columns(table_.in);
  const auto key = in.index_of(table_.key_name);
  WEIR_CHECK(key, "the key of an exercise is a field of its records");
  stream.key_by(KeySelector::field(*key, table_.key_name))
      .apply(table_.uid, "process",
             [this] { return api::make_function_operator(table_.process, {.watch = &watch_}); })
      .rows(names(columns(table_.out)))
      .transactional(kSink);
  return builder.build();
}

sim::SimOptions Lab::options(const Schedule& s) const {
  sim::SimOptions o;
  o.seed = s.seed;
  o.network = {0, 1};
  o.control = {0, 1};
  o.snapshot = {0, 1};
  o.storage = {0, 1};
  return o;
}

sim::Simulator& Lab::simulator(const Schedule& s) {
  auto& kept = simulators_[{s.backend, s.seed}];
  if (kept != nullptr) {
    const auto ok = kept->reset(graph(s));
    WEIR_CHECK(ok, "the graph of an exercise is whole");
    return *kept;
  }
  auto made = sim::Simulator::create(graph(s), options(s), backend(s.backend));
  WEIR_CHECK(made, "the graph of an exercise is whole");
  kept = std::move(*made);
  return *kept;
}

Ran Lab::look_at(const sim::Simulator& sim, sim::RunEnd end) const {
  Ran out;
  out.decisions = sim.decisions();
  const Job& job = sim.job();
  if (job.status() == JobStatus::kFailed) {
    out.error = job.master().failure();
  } else if (end != sim::RunEnd::kDone) {
    out.error = "the job did not come to its end";
  }
  const std::size_t todo = out.error.find(kTodo);
  out.todo = todo != out.error.npos;
  if (out.todo) out.error = out.error.substr(todo);
  for (const MemoryOutside::Row& row : sim.outside().visible()) out.output.push_back(row.value);
  for (TaskId t = 0; t < job.plan().tasks.size(); t++) {
    const Task* task = job.task(t);
    for (std::size_t op = 0; task != nullptr && op < task->chain().size(); op++) {
      const OperatorContext& context = task->chain().context(op);
      if (context.backend == nullptr) continue;
      context.backend->for_each([&](const KeyedStateBackend::Entry& e) {
        out.state.push_back(Value::row({Value::text(e.state), e.key, e.value}));
      });
      out.timers += context.backend->timers(TimeDomain::kEvent).size() +
                    context.backend->timers(TimeDomain::kProcessing).size();
    }
  }
  out.entries = out.state.size();
  std::sort(out.state.begin(), out.state.end());
  return out;
}

Ran Lab::run(const Schedule& s) {
  runs_++;
  watch_.begin_run(s.rebuild);
  sim::Simulator& sim = simulator(s);
  return look_at(sim, carry_out(s, sim));
}

std::vector<Fault> Lab::faults(const Schedule& s, bool all) {
  runs_++;
  watch_.begin_run(s.rebuild);
  sim::Simulator& sim = simulator(s);
  std::vector<Fault> out;
  const sim::SweepFaults which{.tasks = true,
                               .task_managers = false,
                               .job_master = all,
                               .control_messages = false,
                               .effect_answers = false};
  const std::string own = table_.uid + '#';
  do {
    for (const sim::CrashPoint& p : sim::crash_points_now(sim, which))
      if (all || p.victim.find(own) != p.victim.npos) out.push_back({p.at, p.fault, p.victim});
  } while (sim.decisions() < kMostDecisions && sim.step());
  return out;
}

Value Lab::header(const Schedule& s) const {
  std::vector<Value> states;
  for (const auto& [name, schema] : watch_.states()) {
    states.push_back(Value::text(name));
    std::vector<Value> fields;
    for (const std::string& field : names(columns(schema))) fields.push_back(Value::text(field));
    states.push_back(Value::list(fields));
  }
  const std::vector<Value> entries{
      Value::text("job"),         Value::text("e" + std::to_string(s.exercise)),
      Value::text("check"),       Value::text(s.check),
      Value::text("parallelism"), Value::integer(std::int64_t{s.parallelism}),
      Value::text("states"),      Value::map(states)};
  return Value::map(entries);
}

Result<std::string> Lab::trace(const Schedule& s) {
  run(s);  // tells the shapes of the states
  std::string out;
  Lines lines(out);
  DerivingSink sink(lines);
  watch_.begin_run(s.rebuild);
  sim::SimOptions o = options(s);
  o.trace = &sink;
  o.header = header(s);
  auto sim = sim::Simulator::create(graph(s), std::move(o), backend(s.backend));
  if (!sim) return sim.error();
  carry_out(s, **sim);
  (*sim)->end_trace();
  if (sink.error()) return *sink.error();
  return out;
}

}  // namespace weir::exercises

// A job file and the same job built in C++ give equal traces, on every backend, with checkpoints,
// undisturbed and with a failure: what a key of a job file means is what the builder says. The C++
// side is written by hand, without the expressions of the other: functions compute what is meant.
#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "engine/connectors/inline_source.h"
#include "engine/connectors/row_text.h"
#include "engine/core/expression/aggregate.h"
#include "engine/core/java_text.h"
#include "engine/graph/job_file/compile.h"
#include "engine/graph/stream_builder.h"
#include "engine/operators/process_operator.h"
#include "engine/operators/running_aggregate.h"
#include "engine/state/backend_loader.h"
#include "engine/trace/online.h"
#include "sim/job_file.h"
#include "sim/simulator.h"
#include "tests/catch.h"

namespace weir {
namespace {

Value T(std::string_view s) { return Value::text(s); }
Value I(std::int64_t i) { return Value::integer(i); }

// ---- functions that the files call by name ----

// [key, n] on both sides -> [key, left n, right n] when its second half comes.
class Pair final : public KeyedCoProcessFunction {
 public:
  void open(FunctionContext& context) override {
    left_ = context.value_state("left");
    right_ = context.value_state("right");
  }
  void process_element1(const Value& value, ProcessContext& /*context*/, Collector& out) override {
    if (const Value other = right_->value(); !other.is_null())
      out.collect(Value::row({value[0], value[1], other}));
    else
      left_->update(value[1]);
  }
  void process_element2(const Value& value, ProcessContext& /*context*/, Collector& out) override {
    if (const Value other = left_->value(); !other.is_null())
      out.collect(Value::row({value[0], other, value[1]}));
    else
      right_->update(value[1]);
  }

 private:
  std::optional<ValueState> left_, right_;
};

// [key, n] -> [key, rows so far, "event" or "processing"] at timers of both kinds; big ones go to
// the side output "big".
class Alarms final : public KeyedProcessFunction {
 public:
  void open(FunctionContext& context) override { count_ = context.value_state("count"); }
  void process_element(const Value& value, ProcessContext& context, Collector& /*out*/) override {
    const Value before = count_->value();
    count_->update(I(before.is_null() ? 1 : before.as_int() + 1));
    if (value[1].as_int() >= 30) context.output("big", value);
    context.register_event_timer(*context.timestamp() + 5);
    context.register_processing_timer(context.current_processing_time() + 7);
  }
  void on_timer(Timestamp /*at*/, OnTimerContext& context, Collector& out) override {
    const bool event = context.domain() == TimeDomain::kEvent;
    out.collect(Value::row({context.current_key(), count_->value(), T(event ? "event" : "clock")}));
  }

 private:
  std::optional<ValueState> count_;
};

const RowType kKeyed({{"k", Kind::kString}, {"n", Kind::kInt}});

FunctionRegistry functions() {
  FunctionRegistry out;
  out.add({.name = "pair",
           .about = "both halves of a key",
           .bind = [](const std::vector<RowType>&) -> Result<BoundFunction> {
             return BoundFunction{
                 KeyedCoProcessFactory([] { return std::make_unique<Pair>(); }),
                 RowType({{"k", Kind::kString}, {"left", Kind::kInt}, {"right", Kind::kInt}})};
           }});
  out.add({.name = "alarms",
           .about = "timers of both kinds",
           .bind = [](const std::vector<RowType>&) -> Result<BoundFunction> {
             return BoundFunction{
                 KeyedProcessFactory([] { return std::make_unique<Alarms>(); }),
                 RowType({{"k", Kind::kString}, {"rows", Kind::kInt}, {"timer", Kind::kString}}),
                 {{"big", kKeyed}}};
           }});
  return out;
}

// ---- what the jobs have in common, in both languages ----

constexpr const char* kHead = R"toml(
[job]
name = "same"
parallelism = 2
[checkpointing]
interval = "20ms"
[restart]
strategy = "fixed_delay"
delay = "5ms"
)toml";

JobConfig config() {
  JobConfig out;
  out.name = "same";
  out.parallelism = 2;
  out.checkpoints.interval = 20;
  out.restart = {.kind = RestartKind::kFixedDelay, .attempts = std::nullopt, .delay = 5};
  return out;
}

// Event times go up and down; with a bound of 2 ms some rows are late.
constexpr const char* kEvents = R"toml(events = [
  { k = "a", n = 1 }, { k = "b", n = 2 }, { k = "a", n = 13 }, { k = "c", n = 40 },
  { k = "b", n = 8 }, { k = "a", n = 41 }, { k = "c", n = 19 }, { k = "b", n = 62 },
]
every = "6ms"
event_time = "n"
watermarks = { out_of_orderness = "2ms", emit = "every_event" }
)toml";

SourceSpec events(const std::string& uid) {
  const auto row = [](const char* k, std::int64_t n) { return Value::row({T(k), I(n)}); };
  SourceSpec spec;
  spec.make = make_inline_source(uid, {{row("a", 1), row("b", 2), row("a", 13), row("c", 40),
                                        row("b", 8), row("a", 41), row("c", 19), row("b", 62)}});
  spec.every = 6;
  spec.event_time = [](const Value& v) { return std::optional(v[1].as_int()); };
  spec.watermarks.kind = WatermarkKind::kBoundedOutOfOrderness;
  spec.watermarks.bound = 2;
  spec.watermarks.emit_every_event = true;
  spec.show = 0;
  return spec;
}

Stream source(StreamBuilder& builder, const char* uid) {
  return builder.source(uid, events(uid)).rows({"k", "n"}).parallelism(1);
}

KeySelector by_key() { return KeySelector::field(0, "k"); }

std::vector<NamedAggregate> aggregates(const char* name, const char* text, const RowType& rows) {
  std::vector<NamedAggregate> out;
  out.push_back({name, *compile_aggregate(text, {.row = rows}).aggregate});
  return out;
}

// [key if there is one, start, end, what was aggregated]
std::unique_ptr<WindowFunction> window_rows(bool keyed) {
  return std::make_unique<MappedWindowFunction>([keyed](WindowContext& c, const Value& v) {
    const Value start = I(c.window().start), end = I(c.window().end);
    return keyed ? Value::row({c.key(), start, end, v[0]}) : Value::row({start, end, v[0]});
  });
}

// ---- the jobs ----

struct SameJob {
  const char* name;
  std::string file;
  std::function<StreamGraph()> code;
};

SameJob word_count() {
  const char* const file = R"toml(
[[source]]
uid = "lines"
events = [{ line = "to be,or not,to be" }, { line = "" }, { line = "be,,not" }, { line = "or" }]
every = "10ms"
[[operator]]
uid = "split"
from = "lines"
flat_map = { split = "line", by = "," }
[[operator]]
uid = "count"
from = "split"
key_by = "word"
aggregate = { n = "count()" }
[[sink]]
uid = "out"
from = "count"
print = true
commit = true
)toml";
  return {"word count", file, [] {
            SourceSpec spec;
            std::vector<Value> lines;
            for (const char* line : {"to be,or not,to be", "", "be,,not", "or"})
              lines.push_back(Value::row({T(line)}));
            spec.make = make_inline_source("lines", {lines});
            spec.every = 10;
            spec.show = 0;
            StreamBuilder builder(config());
            builder.source("lines", spec)
                .rows({"line"})
                .parallelism(1)
                .flat_map("split",
                          [](const Value& v, Collector& out) {
                            for (const std::string_view part : java_split(v[0].as_text(), ","))
                              out.collect(Value::row({T(part)}));
                          })
                .rows({"word"})
                .key_by(KeySelector::field(0, "word"))
                .apply("count", "aggregate",
                       [make = make_running_aggregate(
                            1, aggregates("n", "count()", RowType({{"word", Kind::kString}})))] {
                         return std::make_unique<KeyedProcessOperator>(make());
                       })
                .rows({"word", "n"})
                .transactional("out");
            return builder.build();
          }};
}

// A job file says how the aggregates of its windows are called.
StreamGraph named(StreamGraph graph, const char* aggregate) {
  for (StreamNode& node : graph.nodes)
    if (node.window) node.window->result = node.window->contents = {aggregate};
  return graph;
}

SameJob window_over_all() {
  const char* const file = R"toml(
[[operator]]
uid = "all"
from = "in"
window = { sliding = "20ms", slide = "10ms" }
aggregate = { most = "max(n)" }
[[sink]]
uid = "out"
from = "all"
print = true
)toml";
  return {"window over all", std::string("[[source]]\nuid = \"in\"\n") + kEvents + file, [] {
            StreamBuilder builder(config());
            source(builder, "in")
                .window_all("all",
                            [] {
                              WindowOperatorConfig w(SlidingEventTimeWindows::of(20, 10).value());
                              w.contents = AggregateSpec{
                                  make_aggregate_function(aggregates("most", "max(n)", kKeyed))};
                              w.function = window_rows(false);
                              return w;
                            })
                .rows({"window_start", "window_end", "most"})
                .print("out");
            return named(builder.build(), "most");
          }};
}

SameJob connected() {
  const char* const file = R"toml(
[[operator]]
uid = "pairs"
from = "left"
key_by = "k"
connect = { from = "right", key_by = "k" }
process = "pair"
[[sink]]
uid = "out"
from = "pairs"
print = true
)toml";
  return {"connect",
          std::string("[[source]]\nuid = \"left\"\n") + kEvents + "[[source]]\nuid = \"right\"\n" +
              kEvents + file,
          [] {
            StreamBuilder builder(config());
            const Stream left = source(builder, "left"), right = source(builder, "right");
            builder
                .connect(left.key_by(by_key()), right.key_by(by_key()), "pairs",
                         [] { return std::make_unique<Pair>(); })
                .rows({"k", "left", "right"})
                .print("out");
            return builder.build();
          }};
}

SameJob united() {
  const char* const file = R"toml(
[[operator]]
uid = "some"
from = ["one", "two"]
filter = "n % 2 = 1"
[[operator]]
uid = "sums"
from = ["some", "two"]
key_by = "k"
aggregate = { total = "sum(n)" }
[[sink]]
uid = "out"
from = "sums"
print = true
)toml";
  return {"union",
          std::string("[[source]]\nuid = \"one\"\n") + kEvents + "[[source]]\nuid = \"two\"\n" +
              kEvents + file,
          [] {
            StreamBuilder builder(config());
            const Stream one = source(builder, "one"), two = source(builder, "two");
            const Stream some =
                one.union_with(two)
                    .filter("some", [](const Value& v) { return v[1].as_int() % 2 == 1; })
                    .rows({"k", "n"});
            some.union_with(two)
                .key_by(by_key())
                .apply("sums", "aggregate",
                       [make = make_running_aggregate(1, aggregates("total", "sum(n)", kKeyed))] {
                         return std::make_unique<KeyedProcessOperator>(make());
                       })
                .rows({"k", "total"})
                .print("out");
            return builder.build();
          }};
}

SameJob late_data_to_files() {
  const char* const file = R"toml(
[[operator]]
uid = "windows"
from = "in"
key_by = "k"
window = { tumbling = "10ms", allowed_lateness = "3ms", late_output = "late" }
aggregate = { n = "count()" }
[[sink]]
uid = "out"
from = "windows"
csv = "results"
[[sink]]
uid = "late"
from = "windows.late"
jsonl = "late"
parallelism = 1
)toml";
  return {"late data, into files", std::string("[[source]]\nuid = \"in\"\n") + kEvents + file, [] {
            StreamBuilder builder(config());
            const Stream windows =
                source(builder, "in")
                    .key_by(by_key())
                    .window("windows",
                            [] {
                              WindowOperatorConfig w(TumblingEventTimeWindows::of(10).value());
                              w.allowed_lateness = 3;
                              w.late_tag = "late";
                              w.contents = AggregateSpec{
                                  make_aggregate_function(aggregates("n", "count()", kKeyed))};
                              w.function = window_rows(true);
                              return w;
                            })
                    .rows({"k", "window_start", "window_end", "n"});
            windows.file_sink(
                "out",
                {.folder = "results",
                 .text = csv_text(RowType({{"k"}, {"window_start"}, {"window_end"}, {"n"}}))});
            windows.side_output("late")
                .file_sink("late", {.folder = "late", .text = json_text(kKeyed)})
                .parallelism(1);
            return named(builder.build(), "n");
          }};
}

SameJob timers() {
  const char* const file = R"toml(
[[operator]]
uid = "alarms"
from = "in"
key_by = "k"
process = "alarms"
[[sink]]
uid = "out"
from = "alarms"
print = true
[[sink]]
uid = "big"
from = "alarms.big"
print = true
)toml";
  return {"timers and a side output", std::string("[[source]]\nuid = \"in\"\n") + kEvents + file,
          [] {
            StreamBuilder builder(config());
            const Stream alarms = source(builder, "in")
                                      .key_by(by_key())
                                      .process("alarms", [] { return std::make_unique<Alarms>(); })
                                      .rows({"k", "rows", "timer"});
            alarms.print("out");
            alarms.side_output("big").print("big");
            return builder.build();
          }};
}

// ---- running them ----

StreamGraph graph_of(const SameJob& job) {
  const std::string text = kHead + job.file;
  const auto parsed = Document::parse("job.toml", text);
  INFO(to_text(parsed.diagnostics));
  REQUIRE(parsed.document.has_value());
  Diagnostics diagnostics;
  const JobFile file = read_job(*parsed.document, sim::kSimulationTables, diagnostics);
  REQUIRE(to_text(diagnostics).empty());
  const FunctionRegistry registry = functions();
  const CompiledJob compiled = compile_job(*parsed.document, file, {.functions = &registry});
  REQUIRE(to_text(compiled.diagnostics).empty());
  return *compiled.graph;
}

struct Kill {
  std::uint32_t task = 0;
  std::uint64_t decision = 0;
};

struct Seen {
  std::vector<TraceEvent> events;
  Value header = {};
  std::vector<std::string> results = {};
  std::uint64_t restarts = 0;
  bool from_checkpoint = false;
};

Seen run(StreamGraph graph, KeyedBackendFactory& backends, std::optional<Kill> kill) {
  MemoryTrace trace;
  sim::SimOptions options;
  options.network = {1, 4};
  options.snapshot = {1, 3};
  options.trace = &trace;
  auto sim = sim::Simulator::create(std::move(graph), std::move(options), backends);
  REQUIRE(sim.has_value());
  if (kill) {
    sim::Fault fault;
    fault.decision = {sim::DecisionKind::kFailTask, {.target = kill->task}};
    fault.at_decision = kill->decision;
    (*sim)->add_fault(std::move(fault));
  }
  CHECK((*sim)->run() == sim::RunEnd::kDone);
  CHECK((*sim)->job().status() == JobStatus::kFinished);
  (*sim)->end_trace();
  Seen out;
  out.events = derive_all(trace).value();
  out.header = trace.trace_header();
  for (const auto& row : (*sim)->outside().visible())
    out.results.push_back(row.uid + ' ' + row.value.to_string());
  out.restarts = (*sim)->job().master().restarts();
  out.from_checkpoint = (*sim)->job().restored_from().has_value();
  return out;
}

void check_equal(const Seen& file, const Seen& code) {
  CHECK(file.header == code.header);
  CHECK(file.results == code.results);
  CHECK(file.restarts == code.restarts);
  REQUIRE(file.events.size() == code.events.size());
  for (std::size_t i = 0; i < file.events.size(); i++) {
    INFO(i << ' ' << file.events[i].info().name);
    REQUIRE(file.events[i] == code.events[i]);
  }
}

void check_job(const SameJob& job) {
  for (const std::string& name : backend_names()) {
    const auto backends = std::move(*load_backend(name));
    INFO(job.name << " on " << name);
    const Seen calm = run(graph_of(job), *backends, std::nullopt);
    CHECK(calm.events.size() > 100);
    CHECK(calm.restarts == 0);
    check_equal(calm, run(job.code(), *backends, std::nullopt));
    int restarted = 0, from_checkpoint = 0;
    for (const unsigned decision : {25u, 60u, 95u, 130u}) {
      for (const std::uint32_t task : {0u, 1u}) {
        const Kill kill{task, decision};
        INFO("killed: task " << task << " at decision " << decision);
        const Seen seen = run(graph_of(job), *backends, kill);
        check_equal(seen, run(job.code(), *backends, kill));
        restarted += seen.restarts > 0 ? 1 : 0;
        from_checkpoint += seen.from_checkpoint ? 1 : 0;
      }
    }
    CHECK(restarted > 0);
    CHECK(from_checkpoint > 0);
  }
}

TEST_CASE("word count from a file and in C++ give equal traces") { check_job(word_count()); }
TEST_CASE("a window over all rows from a file and in C++ give equal traces") {
  check_job(window_over_all());
}
TEST_CASE("two connected inputs from a file and in C++ give equal traces") {
  check_job(connected());
}
TEST_CASE("a union from a file and in C++ gives equal traces") { check_job(united()); }
TEST_CASE("late data and files from a file and in C++ give equal traces") {
  check_job(late_data_to_files());
}
TEST_CASE("timers and side outputs from a file and in C++ give equal traces") {
  check_job(timers());
}

TEST_CASE("jobs that differ in anything give other traces") {
  const auto backends = std::move(*load_backend("hashmap"));
  for (const SameJob& job :
       {word_count(), window_over_all(), connected(), united(), late_data_to_files(), timers()}) {
    INFO(job.name);
    const Seen seen = run(graph_of(job), *backends, std::nullopt);
    SameJob other = job;
    const std::size_t every = other.file.find("every = \"") + 9;
    other.file.replace(every, other.file.find("ms", every) - every, "7");
    CHECK(run(graph_of(other), *backends, std::nullopt).events != seen.events);
  }
}

}  // namespace
}  // namespace weir

// Job files in the simulator: what only a run shows of functions that a job file calls by name.
#include <map>
#include <set>

#include "engine/connectors/inline_source.h"
#include "engine/core/expression/aggregate.h"
#include "engine/graph/job_file/compile.h"
#include "engine/graph/stream_builder.h"
#include "engine/state/hashmap/factory.h"
#include "engine/trace/online.h"
#include "sim/job_file.h"
#include "sim/simulator.h"
#include "tests/catch.h"

namespace weir {
namespace {

constexpr const char* kJob = R"(
[job]
parallelism = 3

[[source]]
uid = "numbers"
events = [{ n = 0 }, { n = 1 }, { n = 2 }, { n = 3 }, { n = 4 }, { n = 5 }]

[[operator]]
uid = "spread"
from = "numbers"
partition_by = { key = "n", function = "modulo" }
process = "tag"

[[operator]]
uid = "sorted"
from = "spread"
key_by = "n"
process = "odd_to_the_side"

[[sink]]
uid = "even"
from = "sorted"
print = true

[[sink]]
uid = "odd"
from = "sorted.odd"
print = true
)";

class OddToTheSide final : public KeyedProcessFunction {
 public:
  void process_element(const Value& value, ProcessContext& context, Collector& out) override {
    if (value[0].as_int() % 2 == 0)
      out.collect(value);
    else
      context.output("odd", value);
  }
};

FunctionRegistry functions() {
  FunctionRegistry out;
  out.add({.name = "modulo",
           .about = "the number modulo the subtasks",
           .bind = [](const std::vector<RowType>&) -> Result<BoundFunction> {
             return BoundFunction{CustomPartition([](const Value& key, std::uint32_t channels) {
               return static_cast<std::uint32_t>(key.as_int()) % channels;
             })};
           }});
  out.add({.name = "tag",
           .about = "the row as it is",
           .bind = [](const std::vector<RowType>& in) -> Result<BoundFunction> {
             return BoundFunction{MapFunction([](const Value& row) { return row; }), in[0]};
           }});
  out.add({.name = "odd_to_the_side",
           .about = "odd numbers to another output",
           .bind = [](const std::vector<RowType>& in) -> Result<BoundFunction> {
             return BoundFunction{
                 KeyedProcessFactory([] { return std::make_unique<OddToTheSide>(); }),
                 in[0],
                 {{"odd", in[0]}}};
           }});
  return out;
}

TEST_CASE("functions of a job file: custom partitioning, a map, side outputs", "[job_file]") {
  auto parsed = Document::parse("job.toml", kJob);
  REQUIRE(parsed.document.has_value());
  Diagnostics diagnostics;
  const JobFile job = read_job(*parsed.document, sim::kSimulationTables, diagnostics);
  REQUIRE(to_text(diagnostics).empty());
  const FunctionRegistry registry = functions();
  CompiledJob compiled = compile_job(*parsed.document, job, {.functions = &registry});
  REQUIRE(to_text(compiled.diagnostics).empty());
  REQUIRE(compiled.graph.has_value());
  for (const StreamNode& node : compiled.graph->nodes)
    if (node.uid == "spread") CHECK(node.inputs[0][0].ship == Ship::kCustom);

  const auto backends = make_hashmap_backend_factory();
  auto sim = sim::Simulator::create(*compiled.graph, sim::SimOptions{}, *backends);
  REQUIRE(sim.has_value());
  CHECK((*sim)->run() == sim::RunEnd::kDone);
  std::map<std::string, std::set<std::int64_t>> rows;
  for (const auto& row : (*sim)->outside().visible()) rows[row.uid].insert(row.value[0].as_int());
  CHECK(rows["even"] == std::set<std::int64_t>{0, 2, 4});
  CHECK(rows["odd"] == std::set<std::int64_t>{1, 3, 5});
}

std::vector<TraceEvent> trace_of(StreamGraph graph) {
  const auto backends = make_hashmap_backend_factory();
  MemoryTrace trace;
  sim::SimOptions options;
  options.network = {1, 4};
  options.trace = &trace;
  auto sim = sim::Simulator::create(std::move(graph), std::move(options), *backends);
  REQUIRE(sim.has_value());
  CHECK((*sim)->run() == sim::RunEnd::kDone);
  (*sim)->end_trace();
  return derive_all(trace).value();
}

constexpr const char* kSame = R"toml(
[job]
name = "same"
parallelism = 2
[checkpointing]
interval = "20ms"
[[source]]
uid = "in"
events = [{ k = "a", n = 1 }, { k = "b", n = 2 }, { k = "a", n = 3 }, { k = "c", n = 40 }]
every = "10ms"
event_time = "n"
watermarks = { out_of_orderness = "1ms", emit = "every_event" }
[[operator]]
uid = "some"
from = "in"
filter = "n != 2"
[[operator]]
uid = "twice"
from = "some"
map = { k = "k", n = "n * 2" }
[[operator]]
uid = "windows"
from = "twice"
key_by = "k"
window = { tumbling = "10ms" }
aggregate = { total = "sum(n)" }
[[sink]]
uid = "out"
from = "windows"
print = true
)toml";

// The same as kSame.
StreamGraph built_in_code() {
  JobConfig config;
  config.name = "same";
  config.parallelism = 2;
  config.checkpoints.interval = 20;
  config.restart.kind = RestartKind::kExponentialDelay;
  const auto row = [](const char* k, std::int64_t n) {
    return Value::row({Value::text(k), Value::integer(n)});
  };
  SourceSpec spec;
  spec.make = make_inline_source("in", {{row("a", 1), row("b", 2), row("a", 3), row("c", 40)}});
  spec.every = 10;
  spec.event_time = [](const Value& v) { return std::optional(v[1].as_int()); };
  spec.watermarks.kind = WatermarkKind::kBoundedOutOfOrderness;
  spec.watermarks.bound = 1;
  spec.watermarks.emit_every_event = true;
  spec.show = 0;
  const ExpressionScope scope{.row = RowType({{"k", Kind::kString}, {"n", Kind::kInt}})};
  StreamBuilder builder(config);
  builder.source("in", spec)
      .rows({"k", "n"})
      .parallelism(1)
      .filter("some", [](const Value& v) { return v[1].as_int() != 2; })
      .rows({"k", "n"})
      .map("twice",
           [](const Value& v) {
             return Value::row({v[0], Value::integer(v[1].as_int() * 2)});
           })
      .rows({"k", "n"})
      .key_by(KeySelector::field(0, "k"))
      .window("windows",
              [scope] {
                WindowOperatorConfig w(TumblingEventTimeWindows::of(10).value());
                std::vector<NamedAggregate> sum;
                sum.push_back({"total", *compile_aggregate("sum(n)", scope).aggregate});
                w.contents = AggregateSpec{make_aggregate_function(sum)};
                w.function =
                    std::make_unique<MappedWindowFunction>([](WindowContext& c, const Value& v) {
                      return Value::row({c.key(), Value::integer(c.window().start),
                                         Value::integer(c.window().end), v[0]});
                    });
                return w;
              })
      .rows({"k", "window_start", "window_end", "total"})
      .print("out");
  StreamGraph graph = builder.build();
  for (StreamNode& node : graph.nodes)
    if (node.window) node.window->result = node.window->contents = {"total"};
  return graph;
}

TEST_CASE("a job file and the same job built in C++ give equal traces", "[job_file]") {
  auto parsed = Document::parse("job.toml", kSame);
  INFO(to_text(parsed.diagnostics));
  REQUIRE(parsed.document.has_value());
  Diagnostics diagnostics;
  const JobFile job = read_job(*parsed.document, sim::kSimulationTables, diagnostics);
  const FunctionRegistry none;
  const CompiledJob compiled = compile_job(*parsed.document, job, {.functions = &none});
  REQUIRE(to_text(compiled.diagnostics).empty());
  const auto from_file = trace_of(*compiled.graph);
  const auto from_code = trace_of(built_in_code());
  REQUIRE(from_file.size() == from_code.size());
  CHECK(from_file.size() > 100);
  for (std::size_t i = 0; i < from_file.size(); i++) {
    INFO(i << ' ' << from_file[i].info().name);
    CHECK(from_file[i] == from_code[i]);
  }
}

}  // namespace
}  // namespace weir

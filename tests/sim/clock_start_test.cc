// Where the clock starts (engine/graph/clock_start.h), and that a job whose rows arrive at dates is
// not preceded by decades of probes and checkpoints.
#include "engine/graph/clock_start.h"

#include <string>
#include <vector>

#include "engine/connectors/inline_source.h"
#include "engine/core/user_error.h"
#include "engine/graph/job_file/compile.h"
#include "engine/graph/stream_builder.h"
#include "engine/runtime/inline_executor.h"
#include "engine/state/hashmap/factory.h"
#include "engine/trace/online.h"
#include "sim/job_file.h"
#include "sim/simulator.h"
#include "tests/catch.h"

namespace weir {
namespace {

constexpr Timestamp kDay = 1'700'000'000'000;

constexpr const char* kJob = R"toml(
[checkpointing]
interval = "1s"
[[source]]
uid = "in"
events = [{ at = 1700000000000 }, { at = 1700000000700 }, { at = 1700000002500 }]
at = "at"
event_time = "at"
watermarks = { out_of_orderness = "0ms" }
[[operator]]
uid = "windows"
from = "in"
window = { tumbling = "1s" }
aggregate = { rows = "count()" }
[[sink]]
uid = "out"
from = "windows"
print = true
)toml";

StreamGraph compiled(const std::string& text) {
  auto parsed = Document::parse("job.toml", text);
  REQUIRE(parsed.document.has_value());
  Diagnostics diagnostics;
  const JobFile job = read_job(*parsed.document, sim::kSimulationTables, diagnostics);
  const FunctionRegistry none;
  CompiledJob out = compile_job(*parsed.document, job, {.functions = &none});
  REQUIRE(to_text(out.diagnostics).empty());
  return std::move(*out.graph);
}

TEST_CASE(
    "a job whose rows arrive at dates begins with the first of them, and its trace is small") {
  MemoryTrace trace;
  const auto backends = make_hashmap_backend_factory();
  sim::SimOptions options;
  options.trace = &trace;
  auto sim = sim::Simulator::create(compiled(kJob), std::move(options), *backends);
  REQUIRE(sim.has_value());
  CHECK((*sim)->run(10'000) == sim::RunEnd::kDone);
  CHECK((*sim)->decisions() < 100);
  CHECK((*sim)->job().master().completed_checkpoints() >= 3);  // two on the way, one at the end
  CHECK((*sim)->outside().visible().size() == 2);
  (*sim)->end_trace();
  const auto events = derive_all(trace).value();
  CHECK(events.size() < 300);
  CHECK(events.front().time == kDay);
  CHECK(events.back().time >= kDay + 2'500);
  CHECK(events.back().time < kDay + 4'000);
}

TEST_CASE("the inline driver's clock starts there, too") {
  const auto backends = make_hashmap_backend_factory();
  MemoryCheckpointStorage storage;
  MemoryOutside outside;
  auto run = InlineExecutor::create(
      compiled(kJob), {.storage = &storage, .outside = &outside, .backends = backends.get()});
  REQUIRE(run.has_value());
  CHECK((*run)->job().now() == kDay);
  int steps = 0;
  while ((*run)->step()) steps++;
  CHECK((*run)->job().done());
  CHECK(steps < 200);
}

TEST_CASE("reset() begins where the new graph says") {
  const auto backends = make_hashmap_backend_factory();
  auto sim = sim::Simulator::create(compiled(kJob), {}, *backends);
  REQUIRE(sim.has_value());
  CHECK((*sim)->run(10'000) == sim::RunEnd::kDone);
  StreamGraph again = compiled(kJob);
  again.config.clock_start = 5;
  REQUIRE((*sim)->reset(std::move(again)).has_value());
  CHECK((*sim)->job().now() == 5);
}

TEST_CASE("the start that [simulation] says comes before the rows") {
  auto parsed = Document::parse("job.toml", "[simulation]\nstart = 1699999999000\n");
  REQUIRE(parsed.document.has_value());
  Diagnostics diagnostics;
  const sim::SimulationFile file = sim::read_simulation(*parsed.document, diagnostics);
  REQUIRE(to_text(diagnostics).empty());
  REQUIRE(file.simulation.start.has_value());
  StreamGraph graph = compiled(kJob);
  graph.config.clock_start = file.simulation.start->value;
  const auto backends = make_hashmap_backend_factory();
  auto sim = sim::Simulator::create(std::move(graph), {}, *backends);
  REQUIRE(sim.has_value());
  CHECK((*sim)->job().now() == kDay - 1'000);
  CHECK((*sim)->run(10'000) == sim::RunEnd::kDone);
  CHECK((*sim)->job().now() >= kDay + 2'500);
}

SourceSpec arriving(const std::vector<std::vector<std::int64_t>>& splits) {
  std::vector<std::vector<Value>> rows;
  for (const auto& split : splits) {
    rows.emplace_back();
    for (const std::int64_t at : split) rows.back().push_back(Value::row({Value::integer(at)}));
  }
  SourceSpec out{.make = make_inline_source("in", rows)};
  out.at = [](const Value& v) {  // -1: at once
    return v[0].as_int() == -1 ? std::nullopt : std::optional(v[0].as_int());
  };
  return out;
}

Timestamp start_of(const std::vector<SourceSpec>& sources) {
  StreamBuilder job;
  int n = 0;
  for (const SourceSpec& spec : sources) {
    const std::string name = std::to_string(n++);
    job.source("in" + name, spec).print("out" + name);
  }
  return clock_start(job.build());
}

TEST_CASE("the clock starts with the earliest first row of all splits that says when it arrives") {
  CHECK(start_of({arriving({{50, 60}, {40}})}) == 40);
  CHECK(start_of({arriving({{50, 10}})}) == 50);  // 10 comes behind it, and is read at once
  CHECK(start_of({arriving({{-1, -1, 70}, {80}})}) == 70);
  CHECK(start_of({arriving({{90}}), arriving({{30}})}) == 30);
  CHECK(start_of({arriving({{-1}, {}})}) == 0);
  CHECK(start_of({arriving({{-5'000, 7}})}) == 0);  // before 1970
  SourceSpec plain = arriving({{50}});
  plain.at = {};
  CHECK(start_of({plain}) == 0);
  CHECK(start_of({plain, arriving({{30}})}) == 30);
  SourceSpec fails = arriving({{50}});
  fails.at = [](const Value&) -> std::optional<Timestamp> {
    throw UserError(ErrorKind::kBadData, "no");
  };
  CHECK(start_of({fails}) == 0);
}

}  // namespace
}  // namespace weir

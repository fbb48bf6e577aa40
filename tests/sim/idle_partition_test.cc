// "One idle partition, does my window fire?", asked with a job file.
#include <fmt/format.h>

#include <fstream>
#include <string>
#include <vector>

#include "engine/graph/job_file/compile.h"
#include "engine/state/hashmap/factory.h"
#include "engine/trace/online.h"
#include "sim/job_file.h"
#include "sim/simulator.h"
#include "tests/catch.h"
#include "tests/temporary_folder.h"

namespace weir {
namespace {

constexpr const char* kJob = R"toml(
[[source]]
uid = "orders"
csv = ["busy.csv", "silent.csv"]
at = "at"
event_time = "at"
watermarks = {{ out_of_orderness = "0ms"{idle} }}
parallelism = {parallelism}

[[operator]]
uid = "per-2s"
from = "orders"
window = {{ tumbling = "2s" }}
aggregate = {{ rows = "count()" }}

[[sink]]
uid = "out"
from = "per-2s"
print = true
)toml";

using Lines = std::vector<std::string>;

// What the sink prints, with the time, and what the sources say of being idle.
Lines run(const std::string& folder, const std::string& idle, int parallelism) {
  const std::string text =
      fmt::format(kJob, fmt::arg("idle", idle), fmt::arg("parallelism", parallelism));
  auto parsed = Document::parse("job.toml", text);
  REQUIRE(parsed.document.has_value());
  Diagnostics diagnostics;
  const JobFile job = read_job(*parsed.document, sim::kSimulationTables, diagnostics);
  const FunctionRegistry none;
  CompiledJob compiled = compile_job(*parsed.document, job, {.folder = folder, .functions = &none});
  REQUIRE(to_text(compiled.diagnostics).empty());
  const auto backends = make_hashmap_backend_factory();
  MemoryTrace trace;
  sim::SimOptions options;
  options.trace = &trace;
  auto sim = sim::Simulator::create(std::move(*compiled.graph), std::move(options), *backends);
  REQUIRE(sim.has_value());
  CHECK((*sim)->run() == sim::RunEnd::kDone);
  (*sim)->end_trace();
  Lines out;
  const auto events = derive_all(trace).value();
  for (const TraceEvent& e : events) {
    if (e.kind == EventKind::kSinkWrite)
      out.push_back(fmt::format("{}: {}", e.time, e.fields[field::kSinkWrite::val].to_string()));
    if (e.kind == EventKind::kStatusSend && e.at.as_text().starts_with("orders"))
      out.push_back(fmt::format("{}: {} {}", e.time, e.at.as_text(),
                                e.fields[field::kStatusSend::now].as_text()));
  }
  return out;
}

TEST_CASE("one idle partition: the window is held without idle_timeout, and fires with it") {
  testing::TemporaryFolder folder;
  {
    std::ofstream busy(folder / "busy.csv"), silent(folder / "silent.csv");
    busy << "at\n";
    for (int at = 1'000; at <= 10'000; at += 1'000) busy << at << '\n';
    silent << "at\n1000\n9500\n9900\n";
  }
  // Nothing until the silent partition speaks at 9500, and the next probe has seen it.
  const Lines held{"9643: [0, 2000, 2]",    "9643: [2000, 4000, 2]",   "9643: [4000, 6000, 2]",
                   "9643: [6000, 8000, 2]", "10000: [8000, 10000, 4]", "10000: [10000, 12000, 1]"};
  CHECK(run(folder.path(), "", 1) == held);
  CHECK(run(folder.path(), "", 2) == held);
  // Probes are 201 ms apart. The one at 1201 saw the row of 1000, that at 1402 started the timer,
  // 2407 is the first that is more than a second later.
  const std::string timeout = ", idle_timeout = \"1s\"";
  Lines fired{"2407: orders#0 IDLE",     "2407: [0, 2000, 2]",      "4015: [2000, 4000, 2]",
              "6025: [4000, 6000, 2]",   "8035: [6000, 8000, 2]",   "9643: orders#0 ACTIVE",
              "10000: [8000, 10000, 4]", "10000: [10000, 12000, 1]"};
  CHECK(run(folder.path(), timeout, 1) == fired);  // one reads both: a split is idle
  fired[0] = "2407: orders#1 IDLE";                // each reads one: a subtask is idle
  fired[5] = "9643: orders#1 ACTIVE";
  CHECK(run(folder.path(), timeout, 2) == fired);
}

}  // namespace
}  // namespace weir

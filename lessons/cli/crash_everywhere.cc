#include "lessons/cli/crash_everywhere.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "engine/graph/never_ends.h"
#include "lessons/cli/one_run.h"
#include "lessons/cli/progress.h"
#include "lessons/cli/streams.h"
#include "sim/crash_sweep.h"

namespace weir::cli {

namespace {

constexpr long kMostCores = 64;

// Of this machine; the result is the same for any number.
std::size_t cores() {
  const long online = sysconf(_SC_NPROCESSORS_ONLN);
  return static_cast<std::size_t>(std::clamp(online, 1L, kMostCores));
}

// A running result is printed again after a failure; what counts is the last one of each key.
std::vector<sim::OutputRule> output_rules(const runs::OpenedJob& opened) {
  std::vector<sim::OutputRule> out;
  for (const SinkNote& sink : opened.compiled.sinks) {
    const auto& nodes = opened.graph().nodes;
    const bool print = std::any_of(nodes.begin(), nodes.end(), [&](const StreamNode& n) {
      return n.uid == sink.uid && n.is == "print";
    });
    if (!print || !sink.running) continue;
    sim::OutputRule rule{sink.uid, sim::Fold::kLast};
    for (std::size_t i = 0; i < sink.key_columns; i++) rule.key.push_back(i);
    out.push_back(std::move(rule));
  }
  return out;
}

Result<sim::SweepJob> sweep_job(const runs::OpenedJob& opened) {
  auto dependences = opened.order_dependences();
  if (!dependences) return dependences.error();
  sim::SweepJob job;
  job.name = opened.target.lesson != nullptr ? std::string(opened.target.lesson->title)
                                             : opened.graph().config.name;
  job.make = [graph = opened.graph()]() mutable {
    graph.config.restart.attempts = 3;
    return graph;
  };
  job.outputs = output_rules(opened);
  job.order_dependences = std::move(*dependences);
  return job;
}

// A sweep says first whose undisturbed run did not come to its end; here the place of a bad line
// comes first, as everywhere.
Error place_first(const runs::OpenedJob& job, Error error) {
  for (const std::string& input : job.compiled.inputs) {
    const std::size_t place = error.text.find(input + ':');
    if (place != std::string::npos) error.text.erase(0, place);
  }
  return error;
}

}  // namespace

int crash_everywhere(const RunOptions& options, const runs::OpenedJob& opened,
                     KeyedBackendFactory& backends) {
  if (const StreamNode* source = unbounded_source(opened.graph())) {
    complain("--crash-everywhere compares runs that are over, and source '" + source->uid +
             "' never ends (bounded = false).\nWith an end: --set " + source->uid +
             ".bounded=true");
    return kExitUsage;
  }
  const auto job = sweep_job(opened);
  if (!job) return bad_input(opened, job.error());
  sim::SweepOptions sweep;
  sweep.sim = sim::sim_options(opened.simulation.simulation);
  sweep.max_points = options.points;
  sweep.cores = cores();
  ProgressLine progress("trying point");
  sweep.progress = [&progress](std::size_t done, std::size_t of) { progress.show(done, of); };
  const auto result = sim::crash_sweep(*job, sweep, backends);
  progress.clear();
  if (!result) return bad_input(opened, place_first(opened, result.error()));
  const std::string text = sim::to_text(*result);
  std::fwrite(text.data(), 1, text.size(), stdout);
  if (result->verdict.kind != sim::VerdictKind::kPass || result->points == result->possible)
    return sim::exit_code(result->verdict.kind);
  std::printf(
      "that is the verdict on %zu points; it says nothing of the other %zu\n"
      "(--points %zu tries them all)\n",
      result->points, result->possible - result->points, result->possible);
  return sim::exit_code(sim::VerdictKind::kUnknown);
}

}  // namespace weir::cli

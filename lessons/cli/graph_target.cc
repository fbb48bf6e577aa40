#include "lessons/cli/graph_target.h"

#include <utility>

#include "lessons/cli/streams.h"

namespace weir::cli {

GraphTarget open_graph_target(const TargetWishes& wishes) {
  GraphTarget out;
  const auto target = find_target(wishes.target);
  if (!target) {
    complain(target.error().text);
    out.code = kExitUsage;
    return out;
  }
  JobWishes job_wishes;
  job_wishes.sets = wishes.sets;
  auto job = open_job(*target, job_wishes);
  if (!job) {
    complain(job.error().text);
    out.code = target->users || !wishes.sets.empty() ? kExitUsage : kExitEnvironment;
    return out;
  }
  out.simulation = sim::sim_options(job->simulation.simulation);
  out.simulation.header = trace_header(*job);
  out.backend = job->backend;
  out.graph = std::move(*job->compiled.graph);
  out.faults = std::move(job->faults);
  // As in a run: what fails by itself would fail again.
  if (!out.graph->config.restart.attempts) out.graph->config.restart.attempts = out.faults.size();
  return out;
}

}  // namespace weir::cli

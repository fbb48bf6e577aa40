#include "lessons/runs/planned_fault.h"

#include <fmt/format.h>

#include <utility>

#include "lessons/runs/kill_targets.h"

namespace weir::runs {

std::optional<PlannedFault> planned_fault(const Document& document, const sim::FaultSection& f,
                                          const StreamGraph& graph, Diagnostics& diagnostics) {
  using sim::DecisionKind;
  PlannedFault out;
  const auto target = [](std::int64_t n) { return static_cast<std::uint32_t>(n); };
  if (f.kill) {
    const auto task = task_to_kill(graph, f.kill->value);
    if (!task) {
      diagnostics.push_back(document.diagnose(f.kill->place, task.error().text));
      return std::nullopt;
    }
    out.what = "kill " + f.kill->value;
    out.decision = {DecisionKind::kFailTask, {.target = *task}};
  } else if (f.task_manager) {
    out.what = fmt::format("kill task manager {}", f.task_manager->value);
    out.decision = {DecisionKind::kFailTaskManager, {.target = target(f.task_manager->value)}};
    if (f.task_manager->value >= std::int64_t{graph.config.task_managers})
      diagnostics.push_back(document.diagnose(
          f.task_manager->place,
          graph.config.task_managers == 1
              ? std::string("there is one task manager, 0 (simulation.task_managers)")
              : fmt::format("there are {} task managers, from 0 on (simulation.task_managers)",
                            graph.config.task_managers)));
  } else if (f.job_master) {
    out.what = "kill the job master";
    out.decision = {DecisionKind::kFailJobMaster, {}};
  } else {
    out.what = fmt::format("rescale to {}", f.rescale->value);
    out.decision = {DecisionKind::kRescale, {.target = target(f.rescale->value)}};
  }
  if (f.at_decision) out.at_decision = static_cast<std::uint64_t>(f.at_decision->value);
  if (f.at) out.at = f.at->value;
  if (f.when) {
    CompiledQuery query = compile_query(f.when->value, {}, QueryUse::kStop);
    for (const TextMistake& m : query.mistakes)
      diagnostics.push_back(document.diagnose(f.when->place.within(m.span), m.what));
    out.when = std::move(query.query);
  }
  return out;
}

Result<PlannedFault> planned_kill(const StreamGraph& graph, const std::string& task,
                                  std::uint64_t at_decision) {
  const auto target = task_to_kill(graph, task);
  if (!target) return target.error();
  PlannedFault out{.what = "kill " + task};
  out.decision = {sim::DecisionKind::kFailTask, {.target = *target}};
  out.at_decision = at_decision;
  return out;
}

void allow_restarts(StreamGraph& graph, std::size_t faults) {
  if (!graph.config.restart.attempts) graph.config.restart.attempts = faults;
}

sim::Fault sim_fault(const PlannedFault& planned, sim::Simulator& sim, RunTrace& trace) {
  sim::Fault out;
  out.decision = planned.decision;
  out.at_decision = planned.at_decision;
  if (planned.at) out.at_time = sim.job().now() + *planned.at;
  if (planned.when)
    out.when = [&sim, &trace, watch = trace.watch(*planned.when)](const Job&) {
      sim.flush_trace();
      return trace.hit(watch);
    };
  return out;
}

}  // namespace weir::runs

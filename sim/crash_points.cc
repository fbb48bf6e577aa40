// Tested by tests/sim/crash_sweep_test.cc.
#include "sim/crash_points.h"

#include <set>
#include <utility>

namespace weir::sim {

namespace {

Decision decision(DecisionKind kind, std::uint32_t target) {
  return {kind, {PendingKind::kPollSource, target, 0}};
}

void add_tasks(const Job& job, std::uint64_t at, const SweepFaults& faults,
               std::vector<CrashPoint>& out) {
  std::set<std::uint32_t> managers;
  for (TaskId t = 0; t < job.plan().tasks.size(); t++) {
    if (job.task(t) == nullptr || job.task(t)->finished()) continue;
    managers.insert(job.plan().tasks[t].task_manager);
    if (faults.tasks)
      out.push_back({at, decision(DecisionKind::kFailTask, t), "kill " + job.task_name(t)});
  }
  if (!faults.task_managers) return;
  for (const std::uint32_t m : managers)
    out.push_back({at, decision(DecisionKind::kFailTaskManager, m),
                   "kill task manager " + std::to_string(m)});
}

void add_losses(const Job& job, std::uint64_t at, const SweepFaults& faults,
                std::vector<CrashPoint>& out) {
  for (std::uint32_t link = 0; faults.control_messages && link < job.links().size(); link++) {
    if (!job.links().pending(link)) continue;
    const ControlMessage& message = job.links().queue(link).front().message;
    const bool to_task = ControlLinks::is_to_task(link);
    out.push_back({at,
                   {DecisionKind::kLose, {PendingKind::kControl, link, 0}},
                   std::string("lose '") + control_name(message.kind) + "' " +
                       (to_task ? "to " : "from ") + job.task_name(ControlLinks::task_of(link))});
  }
  if (!faults.effect_answers) return;
  for (const auto& [number, entry] : job.effects().entries())
    out.push_back({at,
                   {DecisionKind::kLose, {PendingKind::kEffect, 0, number}},
                   "lose the answer of '" + effect_id(entry.effect) + "'"});
}

}  // namespace

std::vector<CrashPoint> crash_points_now(const Simulator& sim, const SweepFaults& faults) {
  std::vector<CrashPoint> out;
  if (sim.job().done()) return out;
  add_tasks(sim.job(), sim.decisions(), faults, out);
  if (faults.job_master)
    out.push_back({sim.decisions(), decision(DecisionKind::kFailJobMaster, 0), "kill job master"});
  add_losses(sim.job(), sim.decisions(), faults, out);
  return out;
}

Result<std::vector<CrashPoint>> find_crash_points(const SweepJob& job, const SweepOptions& options,
                                                  std::uint64_t decisions,
                                                  KeyedBackendFactory& backends) {
  auto sim = Simulator::create(job.make(), options.sim, backends);
  if (!sim) return sim.error();
  std::vector<CrashPoint> out;
  for (std::uint64_t k = 0; k < decisions; k++) {
    for (CrashPoint& p : crash_points_now(**sim, options.faults)) out.push_back(std::move(p));
    if (!(*sim)->step()) break;
  }
  return out;
}

}  // namespace weir::sim

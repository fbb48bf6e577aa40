// Crash points: everything that could fail, and when, in the undisturbed run of a job.
//   In order of decision; at one decision tasks, task managers, the job master, messages, effects.
//   A victim is listed only where the failure does something: a running task, a task manager with
//   one, a message on its way.
#pragma once
#include <cstdint>
#include <vector>

#include "sim/crash_sweep.h"

namespace weir::sim {

// `decisions`: of the undisturbed run.
Result<std::vector<CrashPoint>> find_crash_points(const SweepJob& job, const SweepOptions& options,
                                                  std::uint64_t decisions,
                                                  KeyedBackendFactory& backends);

// What could fail in a job right now.
std::vector<CrashPoint> crash_points_now(const Simulator& sim, const SweepFaults& faults);

}  // namespace weir::sim

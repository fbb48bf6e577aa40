// What a crash sweep learns from its runs, and the same as bytes, to come from other processes.
//   SweepPlan: the undisturbed run and all points. PointRun: one run with a failure.
// The bytes are for the same program on the same machine; what cannot be read is a failed check.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "sim/crash_sweep.h"
#include "sim/reference_run.h"

namespace weir::sim {

struct SweepPlan {
  ReferenceRun reference;
  std::vector<CrashPoint> points;
};

struct PointRun {
  Verdict verdict;
  std::uint64_t checkpoints_completed = 0;
  std::uint64_t checkpoints_aborted = 0;
  std::uint64_t restarts = 0;
  std::uint64_t records_replayed = 0;
  bool restored = false;      // the last attempt began with a checkpoint
  bool rescaled = false;      // and at the parallelism asked for
  bool with_blocked = false;  // a channel was blocked when the failure came
};

std::string to_bytes(const Result<SweepPlan>& plan);
std::string to_bytes(const Result<PointRun>& run);
Result<SweepPlan> plan_of_bytes(const std::string& bytes);
Result<PointRun> run_of_bytes(const std::string& bytes);

}  // namespace weir::sim

// DropLedger: how many late records a job has dropped for good.
//   late_records_dropped is a counter of one execution, not state: after a restore it begins at 0,
//   and what was dropped behind the checkpoint is read again. So the drops that count are those of
//   every attempt in front of the checkpoint that the next one started from, and those of the last
//   attempt. Call observe() after each decision: it sees when tasks take their snapshots.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "engine/runtime/job.h"

namespace weir::sim {

class DropLedger {
 public:
  explicit DropLedger(std::string op) : op_(std::move(op)) {}
  void observe(const Job& job);
  std::uint64_t dropped() const;

 private:
  using PerTask = std::map<TaskId, std::uint64_t>;
  std::uint64_t at_snapshots(CheckpointId checkpoint) const;

  std::string op_;
  Attempt attempt_ = 1;
  CheckpointId began_from_ = kNoCheckpoint;    // this attempt
  std::uint64_t base_ = 0;                     // of the attempts before
  PerTask now_;                                // last seen in this attempt
  std::map<CheckpointId, PerTask> snapshots_;  // of this attempt
};

}  // namespace weir::sim

// Tested by tests/sim/crash_sweep_test.cc.
#include "sim/drop_ledger.h"

namespace weir::sim {

void DropLedger::observe(const Job& job) {
  if (job.master().attempt() != attempt_) {
    attempt_ = job.master().attempt();
    const CompletedCheckpoint* from = job.store().latest();
    // From where the attempt began, too: it has added nothing that counts.
    if (from != nullptr && from->id != began_from_) base_ += at_snapshots(from->id);
    began_from_ = job.restored_from().value_or(kNoCheckpoint);
    now_.clear();
    snapshots_.clear();
  }
  for (TaskId t = 0; t < job.plan().tasks.size(); t++) {
    const Task* task = job.task(t);
    if (task == nullptr) continue;
    const OperatorChain& chain = task->chain();
    for (std::size_t i = 0; i < chain.size(); i++) {
      if (chain.context(i).uid != op_) continue;
      now_[t] = chain.context(i).late_records_dropped;
      for (const auto& [checkpoint, snapshot] : task->snapshots())
        snapshots_[checkpoint].try_emplace(t, now_[t]);
    }
  }
}

std::uint64_t DropLedger::at_snapshots(CheckpointId checkpoint) const {
  const auto seen = snapshots_.find(checkpoint);
  const PerTask taken = seen == snapshots_.end() ? PerTask() : seen->second;
  std::uint64_t sum = 0;
  for (const auto& [task, count] : now_) {
    const auto it = taken.find(task);
    sum += it == taken.end() ? count : it->second;  // a task that had finished takes no snapshot
  }
  return sum;
}

std::uint64_t DropLedger::dropped() const {
  std::uint64_t sum = base_;
  for (const auto& [task, count] : now_) sum += count;
  return sum;
}

}  // namespace weir::sim

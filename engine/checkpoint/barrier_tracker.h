// BarrierTracker: at-least-once checkpoints. Barriers are counted and block nothing, so what
// follows
//   the first of them is in the snapshot already when the last one comes, and is read once more
//   after a restore.
//   Several checkpoints can be pending; at most 50 are remembered. When one has all its barriers
//   the snapshot is taken, and older pending ones are forgotten without a word. A barrier that is
//   older than the newest pending one, and belongs to none of them, is ignored. A cancellation
//   aborts its checkpoint and the older pending ones. A channel that ends counts for every pending
//   checkpoint.
// Follows Flink's CheckpointBarrierTracker.
#pragma once
#include <deque>

#include "engine/checkpoint/barrier_handler.h"

namespace weir {

class BarrierTracker final : public BarrierHandler {
 public:
  explicit BarrierTracker(std::size_t channels, bool checkpoints_after_tasks_finish = true)
      : channels_(channels), open_(channels), count_ends_(checkpoints_after_tasks_finish) {}

  void on_barrier(std::size_t channel, const Barrier& barrier, BarrierOrigin origin, Timestamp now,
                  BarrierActions& out) override;
  void on_cancel(std::size_t channel, CheckpointId checkpoint, BarrierActions& out) override;
  void on_end_of_partition(std::size_t channel, BarrierActions& out) override;

  bool blocked(std::size_t /*channel*/) const override { return false; }
  // The newest pending one.
  CheckpointId latest_checkpoint() const override {
    return pending_.empty() ? kNoCheckpoint : pending_.back().barrier.id;
  }
  Progress progress() const override;

 private:
  struct Pending {
    Barrier barrier;
    std::vector<bool> seen;  // by channel
    std::size_t count = 0;
    std::size_t target = 0;
    bool aborted = false;
    bool mark(std::size_t channel);  // true: that was the last one
  };
  void open(const Barrier& barrier, std::size_t channel, bool aborted);
  void finish(std::size_t index, BarrierActions& out);
  void abort(Pending& pending, CheckpointFailureReason reason, BarrierActions& out);

  std::size_t channels_;
  std::size_t open_;
  bool count_ends_;
  std::deque<Pending> pending_;          // by id
  CheckpointId newest_ = kNoCheckpoint;  // id that was pending
};

}  // namespace weir

// BarrierAligner: aligned exactly-once checkpoints. Each barrier blocks its channel; when the
//   barriers of all open channels are there the snapshot is taken, and all channels go on. So a
//   snapshot holds exactly the effects of what was in front of the barriers (Carbone et al.,
//   Lightweight Asynchronous Snapshots, 2015).
//   A barrier with a larger id starts a new checkpoint; an older one that is still pending is
//   aborted first. A barrier of an older, finished or aborted checkpoint only resumes its channel.
//   How many barriers to wait for is the number of channels open when the checkpoint starts; a
//   channel that ends counts as if its barrier had come. A cancellation counts if its id is larger
//   than the latest, or equal to it while it is pending: everything resumes, and only the cancelled
//   id is reported.
// Follows Flink's SingleCheckpointBarrierHandler.aligned().
#pragma once
#include "engine/checkpoint/barrier_handler.h"

namespace weir {

class BarrierAligner final : public BarrierHandler {
 public:
  // checkpoints_after_tasks_finish: if false, a channel that ends aborts the pending checkpoint
  // (Flink's option of that name).
  explicit BarrierAligner(std::size_t channels, bool checkpoints_after_tasks_finish = true)
      : channels_(channels), open_(channels), count_ends_(checkpoints_after_tasks_finish) {}

  void on_barrier(std::size_t channel, const Barrier& barrier, BarrierOrigin origin, Timestamp now,
                  BarrierActions& out) override;
  void on_cancel(std::size_t channel, CheckpointId checkpoint, BarrierActions& out) override;
  void on_end_of_partition(std::size_t channel, BarrierActions& out) override;

  bool blocked(std::size_t channel) const override { return channels_[channel].blocked; }
  CheckpointId latest_checkpoint() const override { return current_.id; }
  Progress progress() const override { return {seen_, target_}; }

 private:
  struct Channel {
    bool seen = false;  // its barrier of the pending checkpoint is there, or its end
    bool blocked = false;
    bool ended = false;
  };
  bool pending() const { return current_.id > done_; }
  void start(const Barrier& barrier, BarrierActions& out);
  void mark_seen(std::size_t channel, BarrierActions& out);
  void abort(CheckpointId checkpoint, CheckpointFailureReason reason, BarrierActions& out);
  void clear(BarrierActions& out);

  std::vector<Channel> channels_;
  std::size_t open_;
  bool count_ends_;
  Barrier current_;                    // of the latest checkpoint
  CheckpointId done_ = kNoCheckpoint;  // the largest id completed or aborted
  std::size_t seen_ = 0;
  std::size_t target_ = 0;
};

}  // namespace weir

// SingleCheckpointBarriers: exactly-once checkpoints, one at a time.
//   An aligned barrier blocks its channel; when the barriers of all open channels have been read
//   the snapshot is taken, and all channels go on. So the snapshot holds exactly the effects of
//   what was in front of the barriers (Carbone et al., Lightweight Asynchronous Snapshots, 2015).
//   An unaligned barrier triggers at once and blocks nothing: the first one takes the snapshot, and
//   what lies in front of the barriers still to come is in flight and part of it; the last one ends
//   the collection (Flink's FLIP-76). A barrier with a timeout begins aligned and is announced when
//   it arrives; if the timeout, counted from the start of the checkpoint, passes before all have
//   been read, the checkpoint goes on unaligned: what has been announced overtakes. Channels
//   blocked by then stay blocked until its end. A barrier with a larger id starts a new checkpoint;
//   an older one that is still pending is aborted first. A barrier of an older, finished or aborted
//   checkpoint only resumes its channel. How many barriers to wait for is the number of channels
//   open when the checkpoint starts; a channel that ends counts as if its barrier had come. A
//   cancellation counts if its id is larger than the latest, or equal to it after a barrier:
//   everything resumes, and only the cancelled id is reported.
// Follows Flink's SingleCheckpointBarrierHandler, aligned() and alternating().
#pragma once
#include "engine/checkpoint/barrier_handler.h"

namespace weir {

class SingleCheckpointBarriers final : public BarrierHandler {
 public:
  // checkpoints_after_tasks_finish: if false, a channel that ends aborts the pending checkpoint
  // (Flink's option of that name).
  explicit SingleCheckpointBarriers(std::size_t channels,
                                    bool checkpoints_after_tasks_finish = true)
      : channels_(channels), open_(channels), count_ends_(checkpoints_after_tasks_finish) {}

  void on_barrier(std::size_t channel, const Barrier& barrier, BarrierOrigin origin, Timestamp now,
                  BarrierActions& out) override;
  void on_cancel(std::size_t channel, CheckpointId checkpoint, BarrierActions& out) override;
  void on_end_of_partition(std::size_t channel, BarrierActions& out) override;
  void on_announcement(std::size_t channel, const Barrier& barrier, Timestamp now,
                       BarrierActions& out) override;
  void on_timeout(Timestamp now, BarrierActions& out) override;
  std::optional<Timestamp> timeout() const override { return timeout_; }

  bool in_flight(std::size_t channel) const override {
    return triggered_ && !channels_[channel].seen && !channels_[channel].ended;
  }
  bool blocked(std::size_t channel) const override { return channels_[channel].blocked; }
  CheckpointId latest_checkpoint() const override { return current_.id; }
  Progress progress() const override { return {seen_, target_}; }

 private:
  struct Channel {
    bool seen = false;       // its barrier of the pending checkpoint has been read, or its end
    bool announced = false;  // that barrier has arrived, and waits behind others
    bool blocked = false;
    bool ended = false;
  };
  bool pending() const { return current_.id > done_; }
  bool too_late(const Barrier& barrier) const {
    return barrier.id < current_.id || (barrier.id == current_.id && !pending());
  }
  bool timed_out(const Barrier& barrier, Timestamp now) const;
  void start(const Barrier& barrier, Timestamp now, BarrierActions& out);
  void mark_seen(std::size_t channel);
  void turn_unaligned(BarrierActions& out);
  void trigger(Alignment alignment, BarrierActions& out);
  void maybe_finish(BarrierActions& out);
  void abort(CheckpointId checkpoint, CheckpointFailureReason reason, BarrierActions& out);
  void clear(BarrierActions& out);

  std::vector<Channel> channels_;
  std::size_t open_;
  bool count_ends_;
  Barrier current_;                    // of the latest checkpoint
  CheckpointId done_ = kNoCheckpoint;  // the largest id completed or aborted
  std::size_t seen_ = 0;
  std::size_t target_ = 0;
  bool unaligned_ = false;  // the pending checkpoint; false: aligned, so far
  bool triggered_ = false;  // unaligned, and its snapshot has been taken
  std::optional<Timestamp> timeout_;
};

}  // namespace weir

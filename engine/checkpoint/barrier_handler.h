// BarrierHandler: what a task does about the checkpoint barriers on its input channels. The handler
//   knows channel indexes and ids, nothing of queues or tasks: it is told what was read from a
//   channel and answers with actions, to be carried out by the task in the order given.
//   kBlock: read no more from the channel until it is resumed. kResume: read on; it may name a
//   channel that is not blocked (a barrier that came too late), where there is nothing to do.
//   Channels resumed together come in ascending order. kTrigger: take the snapshot now, before
//   anything else is read; if its options are unaligned, what is in flight in front of the barriers
//   that have not been read belongs to it (in_flight()). kAbort: tell the job master that the
//   checkpoint is declined, and send a cancellation downstream. kOvertake: the announced barrier on
//   the channel is to be read now, past what is in front of it.
// Announcements: a barrier that may turn unaligned (aligned with timeout) is announced when it
//   arrives, however much waits in front of it. From the first one on timeout() is set; when that
//   time has come the task calls on_timeout().
// Units: `now` is processing time in ms.
// Ownership: one handler per execution of a task; it starts empty after a restore.
// Follows Flink's CheckpointBarrierHandler. Implementations: SingleCheckpointBarriers,
// BarrierTracker.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/checkpoint/failure_reason.h"
#include "engine/core/element.h"
#include "engine/core/ids.h"
#include "engine/core/time.h"

namespace weir {

struct BarrierAction {
  enum class Kind : std::uint8_t { kBlock, kResume, kTrigger, kAbort, kOvertake };
  Kind kind = Kind::kBlock;
  std::size_t channel = 0;                  // kBlock, kResume, kOvertake
  CheckpointId checkpoint = kNoCheckpoint;  // kTrigger, kAbort
  BarrierOptions options = {};  // kTrigger: of the snapshot, and of the barrier to send on
  CheckpointFailureReason reason = CheckpointFailureReason::kCheckpointDeclined;  // kAbort
  bool operator==(const BarrierAction&) const = default;
};
using BarrierActions = std::vector<BarrierAction>;

// Where a barrier comes from. A task whose upstream tasks have all finished is triggered by the job
// master instead; the task then hands the barrier in for each channel whose end it has not read
// yet. No such channel: it snapshots at once.
enum class BarrierOrigin : std::uint8_t { kChannel, kControl };

class BarrierHandler {
 public:
  virtual ~BarrierHandler() = default;

  // Each appends its actions to `out`.
  virtual void on_barrier(std::size_t channel, const Barrier& barrier, BarrierOrigin origin,
                          Timestamp now, BarrierActions& out) = 0;
  virtual void on_cancel(std::size_t channel, CheckpointId checkpoint, BarrierActions& out) = 0;
  virtual void on_end_of_partition(std::size_t channel, BarrierActions& out) = 0;
  virtual void on_announcement(std::size_t /*channel*/, const Barrier& /*barrier*/,
                               Timestamp /*now*/, BarrierActions& /*out*/) {}
  virtual void on_timeout(Timestamp /*now*/, BarrierActions& /*out*/) {}
  virtual std::optional<Timestamp> timeout() const { return std::nullopt; }

  // True: the latest checkpoint has been triggered unaligned and the barrier of this channel has
  // not been read: whatever is taken from it until then belongs to the checkpoint.
  virtual bool in_flight(std::size_t /*channel*/) const { return false; }
  virtual bool blocked(std::size_t channel) const = 0;
  virtual CheckpointId latest_checkpoint() const = 0;  // the largest id seen; kNoCheckpoint: none
  // Barriers of the latest checkpoint read so far (an ended channel counts), out of how many. 0 of
  // 0: none is pending.
  struct Progress {
    std::size_t seen = 0;
    std::size_t of = 0;
    bool operator==(const Progress&) const = default;
  };
  virtual Progress progress() const = 0;
};

}  // namespace weir

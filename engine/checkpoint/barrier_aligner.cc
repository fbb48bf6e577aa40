// Tested by tests/checkpoint/barrier_aligner_test.cc and the vectors al_* of runtime/barriers.json.
#include "engine/checkpoint/barrier_aligner.h"

#include <algorithm>

#include "engine/core/check.h"

namespace weir {

using Do = BarrierAction::Kind;
using Reason = CheckpointFailureReason;

void BarrierAligner::on_barrier(std::size_t channel, const Barrier& barrier, BarrierOrigin origin,
                                Timestamp /*now*/, BarrierActions& out) {
  WEIR_CHECK(channel < channels_.size(), "barrier on a channel that does not exist");
  WEIR_CHECK(!channels_[channel].ended, "barrier on a channel that has ended");
  if (barrier.id < current_.id || (barrier.id == current_.id && !pending())) {
    // Too late to count. Its sender waits behind it all the same.
    out.push_back({.kind = Do::kResume, .channel = channel});
    return;
  }
  if (barrier.id > current_.id) start(barrier, out);
  if (origin == BarrierOrigin::kChannel) {
    channels_[channel].blocked = true;
    out.push_back({.kind = Do::kBlock, .channel = channel});
  }
  mark_seen(channel, out);
}

void BarrierAligner::on_cancel(std::size_t channel, CheckpointId checkpoint, BarrierActions& out) {
  WEIR_CHECK(channel < channels_.size(), "cancellation on a channel that does not exist");
  if (checkpoint > current_.id || (checkpoint == current_.id && seen_ > 0)) {
    abort(checkpoint, Reason::kCheckpointDeclinedOnCancellationBarrier, out);
  }
}

void BarrierAligner::on_end_of_partition(std::size_t channel, BarrierActions& out) {
  WEIR_CHECK(channel < channels_.size(), "end of a channel that does not exist");
  WEIR_CHECK(!channels_[channel].ended, "a channel ended twice");
  channels_[channel].ended = true;
  open_--;
  if (!pending()) return;
  if (!count_ends_) {
    abort(current_.id, Reason::kCheckpointDeclinedInputEndOfStream, out);
    return;
  }
  mark_seen(channel, out);
}

void BarrierAligner::start(const Barrier& barrier, BarrierActions& out) {
  if (pending()) abort(current_.id, Reason::kCheckpointDeclinedSubsumed, out);
  current_ = barrier;
  target_ = open_;
}

void BarrierAligner::mark_seen(std::size_t channel, BarrierActions& out) {
  if (channels_[channel].seen) return;
  channels_[channel].seen = true;
  seen_++;
  if (seen_ < target_) return;
  out.push_back({.kind = Do::kTrigger, .checkpoint = current_.id, .options = current_.options});
  done_ = current_.id;
  clear(out);
}

void BarrierAligner::abort(CheckpointId checkpoint, Reason reason, BarrierActions& out) {
  out.push_back({.kind = Do::kAbort, .checkpoint = checkpoint, .reason = reason});
  // The id stays: a barrier of it that comes later starts nothing.
  current_.id = std::max(current_.id, checkpoint);
  done_ = std::max(done_, current_.id);
  clear(out);
}

void BarrierAligner::clear(BarrierActions& out) {
  for (std::size_t i = 0; i < channels_.size(); i++) {
    channels_[i].seen = false;
    if (!channels_[i].blocked) continue;
    channels_[i].blocked = false;
    out.push_back({.kind = Do::kResume, .channel = i});
  }
  seen_ = 0;
  target_ = 0;
}

}  // namespace weir

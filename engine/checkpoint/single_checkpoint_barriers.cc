// Tested by tests/checkpoint/single_checkpoint_barriers_test.cc, the vectors al_*, un_* and to_* of
// runtime/barriers.json, and the crash sweeps.
#include "engine/checkpoint/single_checkpoint_barriers.h"

#include <algorithm>

#include "engine/core/check.h"

namespace weir {

using Do = BarrierAction::Kind;
using Reason = CheckpointFailureReason;

void SingleCheckpointBarriers::on_barrier(std::size_t channel, const Barrier& barrier,
                                          BarrierOrigin origin, Timestamp now,
                                          BarrierActions& out) {
  WEIR_CHECK(channel < channels_.size(), "barrier on a channel that does not exist");
  WEIR_CHECK(!channels_[channel].ended, "barrier on a channel that has ended");
  const bool unaligned = barrier.options.alignment == Alignment::kUnaligned;
  if (too_late(barrier)) {
    // Too late to count. The sender of an aligned one waits behind it all the same.
    if (!unaligned) out.push_back({.kind = Do::kResume, .channel = channel});
    return;
  }
  if (barrier.id > current_.id) start(barrier, now, out);
  mark_seen(channel);
  channels_[channel].announced = false;
  if (!unaligned && origin == BarrierOrigin::kChannel) {
    channels_[channel].blocked = true;
    out.push_back({.kind = Do::kBlock, .channel = channel});
  }
  const bool last = seen_ >= target_;
  if (!unaligned_ && (unaligned || (!last && timed_out(barrier, now)))) turn_unaligned(out);
  if (unaligned_ && !triggered_) trigger(Alignment::kUnaligned, out);
  maybe_finish(out);
}

void SingleCheckpointBarriers::on_announcement(std::size_t channel, const Barrier& barrier,
                                               Timestamp now, BarrierActions& out) {
  WEIR_CHECK(channel < channels_.size(), "announcement on a channel that does not exist");
  if (too_late(barrier)) return;
  if (barrier.id > current_.id) start(barrier, now, out);
  if (unaligned_)
    out.push_back({.kind = Do::kOvertake, .channel = channel});
  else
    channels_[channel].announced = true;
}

void SingleCheckpointBarriers::on_timeout(Timestamp /*now*/, BarrierActions& out) {
  timeout_.reset();
  if (!pending() || unaligned_) return;
  turn_unaligned(out);
  // With no barrier read yet, the first one that is read triggers.
  if (seen_ > 0) trigger(Alignment::kUnaligned, out);
}

void SingleCheckpointBarriers::on_cancel(std::size_t channel, CheckpointId checkpoint,
                                         BarrierActions& out) {
  WEIR_CHECK(channel < channels_.size(), "cancellation on a channel that does not exist");
  if (checkpoint > current_.id || (checkpoint == current_.id && seen_ > 0))
    abort(checkpoint, Reason::kCheckpointDeclinedOnCancellationBarrier, out);
}

void SingleCheckpointBarriers::on_end_of_partition(std::size_t channel, BarrierActions& out) {
  WEIR_CHECK(channel < channels_.size(), "end of a channel that does not exist");
  WEIR_CHECK(!channels_[channel].ended, "a channel ended twice");
  channels_[channel].ended = true;
  open_--;
  if (!pending()) return;
  if (!count_ends_) {
    abort(current_.id, Reason::kCheckpointDeclinedInputEndOfStream, out);
    return;
  }
  mark_seen(channel);
  maybe_finish(out);
}

void SingleCheckpointBarriers::start(const Barrier& barrier, Timestamp now, BarrierActions& out) {
  if (pending()) abort(current_.id, Reason::kCheckpointDeclinedSubsumed, out);
  current_ = barrier;
  target_ = open_;
  if (barrier.options.alignment != Alignment::kAlignedWithTimeout) return;
  const Timestamp at = wrapping_add(barrier.options.started, barrier.options.aligned_timeout);
  timeout_ = std::max(now, at);
}

bool SingleCheckpointBarriers::timed_out(const Barrier& barrier, Timestamp now) const {
  return barrier.options.alignment == Alignment::kAlignedWithTimeout &&
         wrapping_sub(now, barrier.options.started) > barrier.options.aligned_timeout;
}

void SingleCheckpointBarriers::mark_seen(std::size_t channel) {
  if (channels_[channel].seen) return;
  channels_[channel].seen = true;
  seen_++;
}

void SingleCheckpointBarriers::turn_unaligned(BarrierActions& out) {
  unaligned_ = true;
  for (std::size_t i = 0; i < channels_.size(); i++) {
    if (!channels_[i].announced) continue;
    channels_[i].announced = false;
    out.push_back({.kind = Do::kOvertake, .channel = i});
  }
}

void SingleCheckpointBarriers::trigger(Alignment alignment, BarrierActions& out) {
  BarrierOptions options = current_.options;
  options.alignment = alignment;
  if (alignment == Alignment::kUnaligned) options.aligned_timeout = 0;
  triggered_ = alignment == Alignment::kUnaligned;
  out.push_back({.kind = Do::kTrigger, .checkpoint = current_.id, .options = options});
}

void SingleCheckpointBarriers::maybe_finish(BarrierActions& out) {
  if (seen_ < target_) return;
  if (!triggered_) trigger(unaligned_ ? Alignment::kUnaligned : current_.options.alignment, out);
  done_ = current_.id;
  clear(out);
}

void SingleCheckpointBarriers::abort(CheckpointId checkpoint, Reason reason, BarrierActions& out) {
  out.push_back({.kind = Do::kAbort, .checkpoint = checkpoint, .reason = reason});
  // The id stays: a barrier of it that comes later starts nothing.
  current_.id = std::max(current_.id, checkpoint);
  done_ = std::max(done_, current_.id);
  clear(out);
}

void SingleCheckpointBarriers::clear(BarrierActions& out) {
  for (std::size_t i = 0; i < channels_.size(); i++) {
    channels_[i].seen = false;
    channels_[i].announced = false;
    if (!channels_[i].blocked) continue;
    channels_[i].blocked = false;
    out.push_back({.kind = Do::kResume, .channel = i});
  }
  seen_ = 0;
  target_ = 0;
  unaligned_ = false;
  triggered_ = false;
  timeout_.reset();
}

}  // namespace weir

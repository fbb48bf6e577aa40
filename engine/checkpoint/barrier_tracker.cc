// Tested by the vectors alo_* of runtime/barriers.json.
#include "engine/checkpoint/barrier_tracker.h"

#include "engine/core/check.h"

namespace weir {

using Do = BarrierAction::Kind;
using Reason = CheckpointFailureReason;

namespace {
constexpr std::size_t kRemembered = 50;
}

bool BarrierTracker::Pending::mark(std::size_t channel) {
  if (!seen[channel]) count++;
  seen[channel] = true;
  return count >= target;
}

void BarrierTracker::on_barrier(std::size_t channel, const Barrier& barrier,
                                BarrierOrigin /*origin*/, Timestamp /*now*/, BarrierActions& out) {
  WEIR_CHECK(channel < channels_, "barrier on a channel that does not exist");
  for (std::size_t i = 0; i < pending_.size(); i++) {
    if (pending_[i].barrier.id != barrier.id) continue;
    if (pending_[i].mark(channel)) finish(i, out);
    return;
  }
  if (barrier.id <= newest_) return;
  open(barrier, channel, false);
  if (pending_.back().count >= pending_.back().target) finish(pending_.size() - 1, out);
}

void BarrierTracker::on_cancel(std::size_t channel, CheckpointId checkpoint, BarrierActions& out) {
  WEIR_CHECK(channel < channels_, "cancellation on a channel that does not exist");
  while (!pending_.empty() && pending_.front().barrier.id < checkpoint) {
    abort(pending_.front(), Reason::kCheckpointDeclinedOnCancellationBarrier, out);
    pending_.pop_front();
  }
  if (!pending_.empty() && pending_.front().barrier.id == checkpoint) {
    abort(pending_.front(), Reason::kCheckpointDeclinedOnCancellationBarrier, out);
    if (pending_.front().mark(channel)) pending_.pop_front();
    return;
  }
  if (checkpoint <= newest_) return;
  out.push_back({.kind = Do::kAbort,
                 .checkpoint = checkpoint,
                 .reason = Reason::kCheckpointDeclinedOnCancellationBarrier});
  // Remembered, so that its barriers on other channels start nothing.
  open({checkpoint, {}}, channel, true);
  if (pending_.back().count >= pending_.back().target) pending_.pop_back();
}

void BarrierTracker::on_end_of_partition(std::size_t channel, BarrierActions& out) {
  WEIR_CHECK(channel < channels_, "end of a channel that does not exist");
  open_--;
  if (!count_ends_) {
    for (Pending& p : pending_) abort(p, Reason::kCheckpointDeclinedInputEndOfStream, out);
    pending_.clear();
    return;
  }
  std::size_t complete = 0;  // how many of the oldest end with the newest complete one
  for (std::size_t i = 0; i < pending_.size(); i++)
    if (pending_[i].mark(channel)) complete = i + 1;
  if (complete > 0) finish(complete - 1, out);
}

BarrierHandler::Progress BarrierTracker::progress() const {
  if (pending_.empty()) return {};
  return {pending_.back().count, pending_.back().target};
}

void BarrierTracker::open(const Barrier& barrier, std::size_t channel, bool aborted) {
  newest_ = barrier.id;
  Pending p;
  p.barrier = barrier;
  p.seen.assign(channels_, false);
  p.target = open_;
  p.aborted = aborted;
  p.mark(channel);
  pending_.push_back(std::move(p));
  if (pending_.size() > kRemembered) pending_.pop_front();
}

// Older ones can no longer matter.
void BarrierTracker::finish(std::size_t index, BarrierActions& out) {
  const Pending done = pending_[index];
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(index) + 1);
  if (done.aborted) return;
  out.push_back(
      {.kind = Do::kTrigger, .checkpoint = done.barrier.id, .options = done.barrier.options});
}

void BarrierTracker::abort(Pending& pending, CheckpointFailureReason reason, BarrierActions& out) {
  if (pending.aborted) return;
  pending.aborted = true;
  out.push_back({.kind = Do::kAbort, .checkpoint = pending.barrier.id, .reason = reason});
}

}  // namespace weir

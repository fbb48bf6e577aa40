#include "engine/runtime/network.h"

#include <utility>

namespace weir {

void Network::reset(const ExecutionPlan& plan, std::size_t capacity) {
  capacity_ = capacity;
  channels_.resize(plan.channels.size());
  for (Channel& channel : channels_) channel.clear();  // their memory stays
  sent_.assign(plan.channels.size(), 0);
  sender_.clear();
  for (const PlannedChannel& c : plan.channels) sender_.push_back(c.from);
  full_outputs_.assign(plan.tasks.size(), 0);
  activity_.assign(plan.tasks.size(), {});
  woken_.clear();
  heads_.clear();
}

void Network::send_barrier(ChannelId c, const Barrier& barrier, Timestamp now) {
  const Alignment alignment = barrier.options.alignment;
  if (alignment != Alignment::kUnaligned && alignment != Alignment::kAlignedWithTimeout) {
    send(c, ChannelElement::barrier(barrier), now);
    return;
  }
  Channel& channel = channels_[c];
  const bool announced = alignment == Alignment::kAlignedWithTimeout;
  Timestamp due = env_.due(CostClass::kNetwork, c, sent_[c]++, now);
  if (announced) due = std::max(due, channel.last_due());
  const std::uint64_t signal = ++tickets_;
  const std::uint64_t ticket = ++tickets_;
  channel.push(ChannelElement::barrier(barrier), std::max(due, channel.last_due()), ticket);
  channel.signal_last(due, signal, announced);
  if (channel.size() == capacity_) became_full(c);
  announce_signal(c);
  if (channel.size() == 1) announce_head(c);
}

void Network::announce_first_signal(ChannelId c) {
  Channel& channel = channels_[c];
  const Channel::Signal* signal = channel.signal();
  if (signal == nullptr || channel.announced_signal == signal->ticket) return;
  channel.announced_signal = signal->ticket;
  env_.announce({PendingKind::kChannelHead, c, kOutOfTurn}, signal->due, signal->ticket);
}

ChannelElement Network::take_signal(ChannelId c) {
  Channel& channel = channels_[c];
  ChannelElement taken = channel.take_signal();
  if (channel.size() + 1 == capacity_) has_room(c);
  announce_parked(c);
  return taken;
}

void Network::drop_signal(ChannelId c) {
  channels_[c].drop_signal();
  announce_parked(c);
}

void Network::overtake(ChannelId c, CheckpointId checkpoint, Timestamp now) {
  if (channels_[c].overtake(checkpoint, now, ++tickets_)) announce_signal(c);
}

void Network::restore_front(ChannelId c, std::vector<ChannelElement> elements, Timestamp now) {
  Channel& channel = channels_[c];
  const bool was_full = full(c);
  for (std::size_t i = elements.size(); i-- > 0;)
    channel.push_front(std::move(elements[i]), now, ++tickets_);
  if (!was_full && full(c)) became_full(c);
  channel.announced = 0;
  announce_parked(c);
}

void Network::became_full(ChannelId c) {
  const TaskId sender = sender_[c];
  if (full_outputs_[sender]++ == 0) activity_[sender].pause(clock_.now);
  if (env_.trace != nullptr) env_.trace->chan_full(c);
}

// The sender waits in another turn than this one, but the fact belongs here: the receiver made the
// room.
void Network::has_room(ChannelId c) {
  if (env_.trace != nullptr) env_.trace->chan_free(c);
  const TaskId sender = sender_[c];
  if (--full_outputs_[sender] > 0) return;
  activity_[sender].resume(clock_.now);
  woken_.push_back(sender);
}

}  // namespace weir

// Network: all channels of a job, and who may run because of them.
//   send() gives an element its due time and ticket, appends it, and announces the head of the
//   channel if it became one. A task with a full output channel is not runnable: its heads and
//   polls, announced or not, do not run; when room comes back they are announced again. Signals
//   (barriers that overtake, announcements of barriers) run all the same. `now` is the clock of the
//   turn in hand.
#pragma once
#include <algorithm>
#include <vector>

#include "engine/core/ring.h"
#include "engine/env/job_env.h"
#include "engine/graph/execution_plan.h"
#include "engine/runtime/channel.h"
#include "engine/time/activity_clock.h"
#include "engine/time/timer_service.h"
#include "engine/trace/recorder.h"

namespace weir {

class Network {
 public:
  Network(JobEnv& env, std::uint64_t& tickets, const TurnClock& clock)
      : env_(env), tickets_(tickets), clock_(clock) {}

  void reset(const ExecutionPlan& plan, std::size_t capacity);

  // A Record&& or a ChannelElement&&. Returns when it will be there.
  template <class Element>
  Timestamp send(ChannelId c, Element&& element, Timestamp now) {
    Channel& channel = channels_[c];
    const Timestamp arrival =
        env_.instant ? now : env_.due(CostClass::kNetwork, c, sent_[c]++, now);
    const Timestamp due = std::max(channel.last_due(), arrival);
    const std::uint64_t ticket = ++tickets_;
    channel.push(std::forward<Element>(element), due, ticket);
    if (channel.size() == capacity_) [[unlikely]]
      became_full(c);
    if (channel.size() == 1) announce_head(c);
    return due;
  }
  // The element at the head has been handled.
  void pop(ChannelId c) {
    Channel& channel = channels_[c];
    channel.pop();
    channel.announced = 0;
    if (channel.size() + 1 == capacity_) [[unlikely]]
      has_room(c);
    if (!channel.empty()) announce_head(c);
    announce_signal(c);
  }
  // A barrier, with what its options ask for: an announcement, or that it overtakes.
  void send_barrier(ChannelId c, const Barrier& barrier, Timestamp now);
  // The first signal, which must be a barrier, has been read; room is left.
  ChannelElement take_signal(ChannelId c);
  // The first signal, an announcement, has been read.
  void drop_signal(ChannelId c);
  void overtake(ChannelId c, CheckpointId checkpoint, Timestamp now);
  // What was in flight when the checkpoint was taken, in front of what has been sent since.
  void restore_front(ChannelId c, std::vector<ChannelElement> elements, Timestamp now);

  // Where nothing takes time: the heads, in the order in which they would have been announced.
  struct Head {
    std::uint64_t ticket;
    ChannelId channel;
  };
  Ring<Head>& heads() { return heads_; }
  const Ring<Head>& heads() const { return heads_; }

  Channel& channel(ChannelId c) { return channels_[c]; }
  const Channel& channel(ChannelId c) const { return channels_[c]; }
  std::size_t size() const { return channels_.size(); }
  bool runnable(TaskId t) const { return full_outputs_[t] == 0; }
  // Stands while the task is not runnable. Valid until the next reset.
  const ActivityClock& activity(TaskId t) const { return activity_[t]; }
  bool full(ChannelId c) const { return channels_[c].size() >= capacity_; }

  // The head's announcement came up but could not run; it is made again when the task becomes
  // runnable or unblocked.
  void park(ChannelId c) { channels_[c].announced = 0; }
  void park_signal(ChannelId c, std::uint64_t ticket) {
    if (channels_[c].announced_signal == ticket) channels_[c].announced_signal = 0;
  }
  void block(ChannelId c, std::size_t allowed) { channels_[c].block(allowed); }
  void unblock(ChannelId c) {
    channels_[c].unblock();
    announce_parked(c);
  }
  // Tasks that have become runnable since the last call; their polls and parked heads have to be
  // announced.
  std::vector<TaskId> take_woken() { return std::exchange(woken_, {}); }
  bool any_woken() const { return !woken_.empty(); }
  void announce_parked(ChannelId c) {
    Channel& channel = channels_[c];
    if (!channel.empty() && channel.announced == 0) announce_head(c);
    announce_signal(c);
  }

 private:
  void announce_head(ChannelId c) {
    Channel& channel = channels_[c];
    if (!channel.head_readable()) return;
    const Channel::Slot& head = channel.front();
    channel.announced = head.ticket;
    if (env_.instant)
      heads_.push({head.ticket, c});
    else
      env_.announce({PendingKind::kChannelHead, c, 0}, head.due, head.ticket);
  }
  void announce_signal(ChannelId c) {
    if (channels_[c].has_signals()) [[unlikely]]
      announce_first_signal(c);
  }
  void announce_first_signal(ChannelId c);
  void became_full(ChannelId c);
  void has_room(ChannelId c);

  JobEnv& env_;
  std::uint64_t& tickets_;
  const TurnClock& clock_;
  std::size_t capacity_ = 0;
  std::vector<Channel> channels_;
  std::vector<std::uint64_t> sent_;
  std::vector<TaskId> sender_;
  std::vector<std::uint32_t> full_outputs_;  // per task
  std::vector<ActivityClock> activity_;      // likewise
  std::vector<TaskId> woken_;
  Ring<Head> heads_;
};

}  // namespace weir

#include "engine/runtime/network.h"

#include <utility>

namespace weir {

void Network::reset(const ExecutionPlan& plan, std::size_t capacity) {
  capacity_ = capacity;
  channels_.clear();
  channels_.resize(plan.channels.size());
  sent_.assign(plan.channels.size(), 0);
  sender_.clear();
  for (const PlannedChannel& c : plan.channels) sender_.push_back(c.from);
  full_outputs_.assign(plan.tasks.size(), 0);
  woken_.clear();
}

void Network::became_full(ChannelId c) {
  full_outputs_[sender_[c]]++;
  if (env_.trace != nullptr) env_.trace->chan_full(c);
}

// The sender waits in another turn than this one, but the fact belongs here: the receiver made the
// room.
void Network::has_room(ChannelId c) {
  if (env_.trace != nullptr) env_.trace->chan_free(c);
  if (--full_outputs_[sender_[c]] == 0) woken_.push_back(sender_[c]);
}

}  // namespace weir

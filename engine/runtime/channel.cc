#include "engine/runtime/channel.h"

#include <algorithm>

namespace weir {

void Channel::push_front(ChannelElement&& element, Timestamp due, std::uint64_t ticket) {
  if (size_ == capacity_) grow();
  head_ = (head_ + capacity_ - 1) & (capacity_ - 1);
  ring_[head_] = {std::move(element), due, ticket};
  size_++;
  for (Signal& s : signals_) s.place++;
}

void Channel::clear() {
  while (size_ > 0) {
    front().element = ChannelElement();
    head_ = (head_ + 1) & (capacity_ - 1);
    size_--;
  }
  last_due_ = kMinTimestamp;
  signals_.clear();
  unblock();
  announced = 0;
  announced_signal = 0;
  ended = false;
}

void Channel::grow() {
  std::vector<Slot> bigger(capacity_ == 0 ? 16 : capacity_ * 2);
  for (std::size_t i = 0; i < size_; i++)
    bigger[i] = std::move(ring_[(head_ + i) & (capacity_ - 1)]);
  ring_.swap(bigger);
  capacity_ = ring_.size();
  head_ = 0;
}

// A barrier that has been read in its turn needs no announcement any more.
void Channel::head_has_gone() {
  std::erase_if(signals_, [](const Signal& s) { return s.place == 0; });
  for (Signal& s : signals_) s.place--;
}

void Channel::signal_last(Timestamp due, std::uint64_t ticket, bool announcement) {
  for (const Signal& s : signals_) due = std::max(due, s.due);
  signals_.push_back({size_ - 1, due, ticket, announcement});
}

bool Channel::overtake(CheckpointId checkpoint, Timestamp due, std::uint64_t ticket) {
  for (std::size_t i = 0; i < size_; i++) {
    const ChannelElement& e = at(i).element;
    if (e.kind() != ElementKind::kBarrier || e.checkpoint() != checkpoint) continue;
    std::erase_if(signals_, [i](const Signal& s) { return s.place == i; });
    const auto behind = std::find_if(signals_.begin(), signals_.end(),
                                     [i](const Signal& s) { return s.place > i; });
    signals_.insert(behind, {i, due, ticket, false});
    return true;
  }
  return false;
}

const Channel::Signal* Channel::signal() const {
  if (signals_.empty()) return nullptr;
  const Signal& first = signals_[0];
  if (blocked_ && first.place >= allowed_) return nullptr;
  for (std::size_t i = 0; i < first.place; i++) {
    const ChannelElement& e = at(i).element;
    if (e.kind() == ElementKind::kBarrier) return nullptr;
  }
  return &first;
}

ChannelElement Channel::take_signal() {
  const std::size_t place = signals_[0].place;
  ChannelElement taken = std::move(ring_[(head_ + place) & (capacity_ - 1)].element);
  for (std::size_t i = place; i + 1 < size_; i++)
    ring_[(head_ + i) & (capacity_ - 1)] = std::move(ring_[(head_ + i + 1) & (capacity_ - 1)]);
  size_--;
  signals_.erase(signals_.begin());
  for (Signal& s : signals_) s.place--;
  return taken;
}

}  // namespace weir

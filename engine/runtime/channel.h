// Channel: everything on its way from one subtask to another, first in, first out: in flight,
// arrived, waiting. The whole queue is here, so that a barrier finds what it overtakes and a
// checkpoint can hold it.
//   Each element keeps its own due time (readable from then on) and ticket (its place among all
//   announcements). Due times never fall along the queue. Capacity is soft: full() makes the sender
//   not runnable; a turn may overshoot. A blocked channel (barrier alignment) is not read.
// Cost: a ring that doubles; elements are handed over in place.
#pragma once
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/core/element.h"

namespace weir {

class Channel {
 public:
  struct Slot {
    ChannelElement element;
    Timestamp due = 0;
    std::uint64_t ticket = 0;
  };

  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  Slot& front() { return ring_[head_]; }
  const Slot& at(std::size_t i) const { return ring_[(head_ + i) & (capacity_ - 1)]; }
  Timestamp last_due() const { return last_due_; }

  void push(ChannelElement&& element, Timestamp due, std::uint64_t ticket) {
    if (size_ == capacity_) [[unlikely]]
      grow();
    Slot& slot = ring_[(head_ + size_) & (capacity_ - 1)];
    slot.element = std::move(element);
    slot.due = due;
    slot.ticket = ticket;
    last_due_ = due;
    size_++;
  }
  void pop() {
    head_ = (head_ + 1) & (capacity_ - 1);
    size_--;
  }
  void clear() {
    while (!empty()) {
      front().element = ChannelElement();
      pop();
    }
    last_due_ = kMinTimestamp;
    blocked = false;
    announced = 0;
    ended = false;
  }

  bool blocked = false;         // by barrier alignment
  bool ended = false;           // end of partition was read
  std::uint64_t announced = 0;  // ticket of the head's announcement that stands; 0: none

 private:
  void grow() {
    std::vector<Slot> bigger(capacity_ == 0 ? 16 : capacity_ * 2);
    for (std::size_t i = 0; i < size_; i++)
      bigger[i] = std::move(ring_[(head_ + i) & (capacity_ - 1)]);
    ring_.swap(bigger);
    capacity_ = ring_.size();
    head_ = 0;
  }

  std::vector<Slot> ring_;
  std::size_t capacity_ = 0;  // of ring_: a power of two
  std::size_t head_ = 0;
  std::size_t size_ = 0;
  Timestamp last_due_ = kMinTimestamp;
};

}  // namespace weir

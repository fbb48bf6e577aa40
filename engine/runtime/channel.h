// Channel: everything on its way from one subtask to another, first in, first out: in flight,
// arrived, waiting. The whole queue is here, so that a barrier finds what it overtakes and a
// checkpoint can hold it.
//   Each element keeps its own due time (readable from then on) and ticket (its place among all
//   announcements). Due times never fall along the queue, but for those of barriers that overtake.
//   Capacity is soft: full() makes the sender not runnable; a turn may overshoot. A blocked channel
//   (barrier alignment) is read no further than to the barrier that blocks it.
// Signals: an unaligned barrier keeps its place in the queue, and is read past what is in front of
//   it; a barrier that may turn unaligned is announced. Neither passes an aligned barrier: its
//   sender waits behind that one.
// Cost: a ring that doubles; elements are handed over in place. Signals are rare, and found by
// counting from the head.
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
  struct Signal {
    std::size_t place = 0;  // of the barrier in the queue
    Timestamp due = 0;
    std::uint64_t ticket = 0;
    bool announcement = false;  // of a barrier; else the barrier itself
  };

  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  Slot& front() { return ring_[head_]; }
  const Slot& at(std::size_t i) const { return ring_[(head_ + i) & (capacity_ - 1)]; }
  Timestamp last_due() const { return last_due_; }

  // A Record&& or a ChannelElement&&.
  template <class Element>
  void push(Element&& element, Timestamp due, std::uint64_t ticket) {
    if (size_ == capacity_) [[unlikely]]
      grow();
    Slot& slot = ring_[(head_ + size_) & (capacity_ - 1)];
    slot.element.become(std::forward<Element>(element));
    slot.due = due;
    slot.ticket = ticket;
    last_due_ = due;
    size_++;
  }
  void pop() {
    head_ = (head_ + 1) & (capacity_ - 1);
    size_--;
    if (allowed_ > 0) [[unlikely]]
      allowed_--;
    if (!signals_.empty()) [[unlikely]]
      head_has_gone();
  }
  // In front of everything that is there.
  void push_front(ChannelElement&& element, Timestamp due, std::uint64_t ticket);
  void clear();

  // ---- reading order ----
  bool blocked() const { return blocked_; }
  bool head_readable() const {
    if (blocked_ && allowed_ == 0) return false;
    return signals_.empty() || signals_[0].place > 0 || signals_[0].announcement;
  }
  // By a barrier that has been read; `allowed` elements in front of it are still to be read.
  void block(std::size_t allowed) {
    blocked_ = true;
    allowed_ = allowed;
  }
  void unblock() {
    blocked_ = false;
    allowed_ = 0;
  }

  // The last element is a barrier: it overtakes, or is announced.
  void signal_last(Timestamp due, std::uint64_t ticket, bool announcement);
  // The barrier of that checkpoint, which waits in the queue, is to be read past the others.
  bool overtake(CheckpointId checkpoint, Timestamp due, std::uint64_t ticket);
  bool has_signals() const { return !signals_.empty(); }
  // The first signal, if nothing keeps it.
  const Signal* signal() const;
  void drop_signal() { signals_.erase(signals_.begin()); }
  // Takes the barrier out of its place.
  ChannelElement take_signal();

  bool ended = false;                  // end of partition was read
  std::uint64_t announced = 0;         // ticket of the head's announcement that stands; 0: none
  std::uint64_t announced_signal = 0;  // of the first signal's

 private:
  void grow();
  void head_has_gone();

  std::vector<Slot> ring_;
  std::size_t capacity_ = 0;  // of ring_: a power of two
  std::size_t head_ = 0;
  std::size_t size_ = 0;
  Timestamp last_due_ = kMinTimestamp;
  std::vector<Signal> signals_;  // by place; nearly always empty
  std::size_t allowed_ = 0;      // blocked: how many elements may still be read
  bool blocked_ = false;
};

}  // namespace weir

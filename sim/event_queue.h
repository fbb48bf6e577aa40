// EventQueue: what is to happen, in the total order (time, sequence); pop gives the least. Plain
// 24-byte events.
//   A ladder queue after Tang, Goh and Thng (ACM TOMACS 15(3), 2005): an unsorted far future
//   (`top`), a stack of rungs of unsorted buckets, and a sorted bottom. An event is moved a bounded
//   number of times, so the cost does not grow with the number of pending events; a few dozen
//   events never leave the sorted bottom. push: any time at or after the last popped one, in any
//   order. pop and front: the queue must not be empty.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/core/time.h"
#include "engine/env/pending.h"

namespace weir::sim {

struct Event {
  Timestamp time = 0;
  std::uint64_t sequence = 0;
  std::uint64_t work = 0;  // a Pending, packed
};
static_assert(sizeof(Event) == 24);

// As one number of 128 bits: whether times are equal is hard to predict.
inline bool earlier(const Event& a, const Event& b) {
  __extension__ using Wide = __int128;
  const auto key = [](const Event& e) { return static_cast<Wide>(e.time) << 64 | e.sequence; };
  return key(a) < key(b);
}

class EventQueue {
 public:
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

  void push(const Event& e) {
    size_++;
    if (e.time < top_start_) {
      if (rung_count_ == 0 && bottom_size() < kBottomMax)
        insert_bottom(e);
      else
        push_below_top(e);
      return;
    }
    top_.push_back(e);
  }
  const Event& front() {
    if (head_ == tail_) refill();
    return bottom_[head_];
  }
  Event pop() {
    if (head_ == tail_) refill();
    size_--;
    popped_++;
    return bottom_[head_++];
  }
  void clear();  // its memory stays

 private:
  static constexpr std::size_t kNear = 16, kBottomMax = 96, kSortMax = 64, kInsertMax = 16,
                               kMaxRungs = 8;
  struct Rung {
    Timestamp start = 0;
    Timestamp width = 1;
    std::size_t next = 0;  // buckets before this one are done
    std::size_t count = 0;
    std::vector<std::vector<Event>> buckets;
    Timestamp next_start() const { return start + width * static_cast<Timestamp>(next); }
    std::vector<Event>& bucket_of(Timestamp t) {
      return buckets[static_cast<std::size_t>((t - start) / width)];
    }
  };

  std::size_t bottom_size() const { return tail_ - head_; }
  void insert_bottom(const Event& e) {
    if (tail_ == bottom_.size()) [[unlikely]]
      make_room();
    Event* const first = bottom_.data() + head_;
    Event* at = bottom_.data() + tail_++;
    // New events are mostly late ones: shift from the late end.
    for (; at != first && earlier(e, at[-1]); --at) *at = at[-1];
    *at = e;
  }
  void make_room();
  void push_below_top(const Event& e);
  bool spawn(std::vector<Event>& from, Timestamp lo, Timestamp hi);
  bool spread_bottom();
  void sort_into_bottom(std::vector<Event>& events);
  void take_near(Timestamp lo, Timestamp hi);
  void refill();

  std::vector<Event> bottom_, top_;  // of bottom_: [head_, tail_)
  Rung rungs_[kMaxRungs];
  std::size_t head_ = 0, tail_ = 0, rung_count_ = 0, size_ = 0;
  Timestamp top_start_ = kMinTimestamp;
  std::size_t popped_ = 0;  // since take_near, and where time was then
  Timestamp near_start_ = 0;
};

}  // namespace weir::sim

// EventQueue: what is to happen, in the total order (time, sequence); pop gives the least. Plain
// 32-byte events.
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
  Pending work;
};
static_assert(sizeof(Event) <= 32);

inline bool earlier(const Event& a, const Event& b) {
  return a.time != b.time ? a.time < b.time : a.sequence < b.sequence;
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
    if (rung_count_ > 0 || !top_.empty() || bottom_size() >= kSmall) {
      top_.push_back(e);
      return;
    }
    top_start_ = e.time + 1;  // small queues are one sorted array
    insert_bottom(e);
  }
  const Event& front() {
    if (head_ == bottom_.size()) refill();
    return bottom_[head_];
  }
  Event pop() {
    if (head_ == bottom_.size()) refill();
    size_--;
    return bottom_[head_++];
  }
  void clear();

 private:
  static constexpr std::size_t kSmall = 48, kBottomMax = 96, kSortMax = 64, kMaxRungs = 8;
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

  std::size_t bottom_size() const { return bottom_.size() - head_; }
  void insert_bottom(const Event& e) {
    if (head_ == bottom_.size()) {
      bottom_.clear();
      head_ = 0;
    } else if (head_ >= 256 && bottom_.size() == bottom_.capacity()) {
      bottom_.erase(bottom_.begin(), bottom_.begin() + static_cast<std::ptrdiff_t>(head_));
      head_ = 0;
    }
    std::size_t i = bottom_.size();
    bottom_.push_back(e);  // new events are mostly late ones: shift from the late end
    while (i > head_ && earlier(e, bottom_[i - 1])) {
      bottom_[i] = bottom_[i - 1];
      i--;
    }
    bottom_[i] = e;
  }
  void push_below_top(const Event& e);
  bool spawn(std::vector<Event>& from, Timestamp lo, Timestamp hi);
  bool spread_bottom();
  void sort_into_bottom(std::vector<Event>& events);
  void refill();

  std::vector<Event> bottom_, top_;
  Rung rungs_[kMaxRungs];
  std::size_t head_ = 0, rung_count_ = 0, size_ = 0;
  Timestamp top_start_ = kMinTimestamp;
};

}  // namespace weir::sim

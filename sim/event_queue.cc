#include "sim/event_queue.h"

#include <algorithm>

namespace weir::sim {

namespace {

// The end of time has nothing behind it.
Timestamp just_after(Timestamp t) { return t == kMaxTimestamp ? t : t + 1; }

}  // namespace

void EventQueue::clear() {
  for (std::size_t r = 0; r < rung_count_; r++)
    for (auto& bucket : rungs_[r].buckets) bucket.clear();
  top_.clear();
  head_ = tail_ = rung_count_ = size_ = popped_ = 0;
  top_start_ = kMinTimestamp;
  near_start_ = 0;
}

void EventQueue::push_below_top(const Event& e) {
  for (;;) {
    for (std::size_t r = 0; r < rung_count_; r++) {
      Rung& rung = rungs_[r];
      if (e.time < rung.next_start()) continue;
      rung.bucket_of(e.time).push_back(e);
      return;
    }
    if (bottom_size() < kBottomMax || !spread_bottom()) break;
  }
  insert_bottom(e);
}

// Distributes events over a new rung whose buckets hold a few each; false if all have one time or
// the rungs ran out.
bool EventQueue::spawn(std::vector<Event>& from, Timestamp lo, Timestamp hi) {
  if (rung_count_ == kMaxRungs || lo == hi) return false;
  Rung& rung = rungs_[rung_count_++];
  const std::size_t wanted = std::max<std::size_t>(2, from.size() / 4);
  rung.start = lo;
  rung.width = (hi - lo) / static_cast<Timestamp>(wanted) + 1;
  rung.next = 0;
  rung.count = static_cast<std::size_t>((hi - lo) / rung.width) + 1;
  if (rung.buckets.size() < rung.count) rung.buckets.resize(rung.count);
  for (const Event& e : from) rung.bucket_of(e.time).push_back(e);
  from.clear();
  return true;
}

// Keeps the soonest third of an overfull bottom; the rest becomes the innermost rung.
bool EventQueue::spread_bottom() {
  const Timestamp cut = bottom_[head_ + bottom_size() / 3].time;
  std::size_t from = tail_;
  while (bottom_[from - 1].time > cut) from--;
  const std::size_t out = tail_ - from;
  if (out < kSortMax / 2 || rung_count_ == kMaxRungs) return false;
  const Timestamp hi = rung_count_ > 0 ? rungs_[rung_count_ - 1].next_start() - 1 : top_start_ - 1;
  Rung& rung = rungs_[rung_count_];
  rung.start = cut + 1;
  rung.next = 0;
  rung.width = (bottom_[tail_ - 1].time - rung.start) / static_cast<Timestamp>(out / 4) + 1;
  rung.count = static_cast<std::size_t>((hi - rung.start) / rung.width) + 1;
  if (rung.count > 4096) return false;
  rung_count_++;
  if (rung.buckets.size() < rung.count) rung.buckets.resize(rung.count);
  for (std::size_t i = from; i < tail_; i++) rung.bucket_of(bottom_[i].time).push_back(bottom_[i]);
  tail_ = from;
  return true;
}

// Bottom has been used up. A few events are sorted as they are inserted.
void EventQueue::sort_into_bottom(std::vector<Event>& events) {
  head_ = tail_ = 0;
  if (events.size() <= kInsertMax) {
    for (const Event& e : events) insert_bottom(e);
  } else {
    tail_ = events.size();
    if (bottom_.size() < tail_) bottom_.resize(tail_ + kBottomMax);
    std::copy(events.begin(), events.end(), bottom_.begin());
    std::sort(bottom_.begin(), bottom_.begin() + static_cast<std::ptrdiff_t>(tail_), earlier);
  }
  events.clear();
}

// Few events: those that about kNear pops will reach are sorted; what is far away (a timeout)
// stays where it is in nobody's way.
void EventQueue::take_near(Timestamp lo, Timestamp hi) {
  const Timestamp pace = std::max<Timestamp>(0, lo - near_start_) /
                             static_cast<Timestamp>(std::max<std::size_t>(1, popped_)) +
                         1;
  popped_ = 0;
  near_start_ = lo;
  if ((hi - lo) / static_cast<Timestamp>(kNear) < pace) {
    top_start_ = just_after(hi);
    sort_into_bottom(top_);
    return;
  }
  top_start_ = lo + pace * static_cast<Timestamp>(kNear);
  head_ = tail_ = 0;
  std::size_t kept = 0;
  for (const Event& e : top_)
    if (e.time < top_start_)
      insert_bottom(e);
    else
      top_[kept++] = e;
  top_.resize(kept);
}

// At the end of bottom_: its events move to the front, where others have been popped, or it grows.
void EventQueue::make_room() {
  const std::size_t n = bottom_size();
  if (head_ > n) {
    std::copy(bottom_.begin() + static_cast<std::ptrdiff_t>(head_), bottom_.end(), bottom_.begin());
    head_ = 0;
    tail_ = n;
    return;
  }
  bottom_.resize(std::max<std::size_t>(kBottomMax / 2, 2 * tail_));
}

void EventQueue::refill() {
  for (;;) {
    while (rung_count_ > 0 && rungs_[rung_count_ - 1].next == rungs_[rung_count_ - 1].count)
      rung_count_--;
    if (rung_count_ == 0) {
      Timestamp lo = top_[0].time, hi = lo;
      for (const Event& e : top_) {
        lo = std::min(lo, e.time);
        hi = std::max(hi, e.time);
      }
      if (top_.size() <= kSortMax) {
        take_near(lo, hi);
        return;
      }
      top_start_ = just_after(hi);
      if (!spawn(top_, lo, hi)) {
        sort_into_bottom(top_);
        return;
      }
      continue;
    }
    Rung& rung = rungs_[rung_count_ - 1];
    auto& bucket = rung.buckets[rung.next];
    const Timestamp lo = rung.next_start();
    rung.next++;
    if (bucket.empty()) continue;
    if (bucket.size() > kSortMax && rung.width > 1 && spawn(bucket, lo, lo + rung.width - 1))
      continue;
    sort_into_bottom(bucket);
    return;
  }
}

}  // namespace weir::sim

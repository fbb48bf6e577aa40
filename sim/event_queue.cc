#include "sim/event_queue.h"

#include <algorithm>

namespace weir::sim {

void EventQueue::clear() { *this = EventQueue(); }

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
  std::size_t from = bottom_.size();
  while (bottom_[from - 1].time > cut) from--;
  const std::size_t out = bottom_.size() - from;
  if (out < kSortMax / 2 || rung_count_ == kMaxRungs) return false;
  const Timestamp hi = rung_count_ > 0 ? rungs_[rung_count_ - 1].next_start() - 1 : top_start_ - 1;
  Rung& rung = rungs_[rung_count_];
  rung.start = cut + 1;
  rung.next = 0;
  rung.width = (bottom_.back().time - rung.start) / static_cast<Timestamp>(out / 4) + 1;
  rung.count = static_cast<std::size_t>((hi - rung.start) / rung.width) + 1;
  if (rung.count > 4096) return false;
  rung_count_++;
  if (rung.buckets.size() < rung.count) rung.buckets.resize(rung.count);
  for (std::size_t i = from; i < bottom_.size(); i++)
    rung.bucket_of(bottom_[i].time).push_back(bottom_[i]);
  bottom_.resize(from);
  return true;
}

void EventQueue::sort_into_bottom(std::vector<Event>& events) {
  bottom_.clear();
  head_ = 0;
  bottom_.swap(events);
  std::sort(bottom_.begin(), bottom_.end(), earlier);
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
      top_start_ = hi + 1;
      if (top_.size() <= kSortMax || !spawn(top_, lo, hi)) {
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

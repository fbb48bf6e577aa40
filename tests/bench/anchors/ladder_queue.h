// Anchor of the simulator's kernel: a one-rung ladder queue of 24-byte events in the order (time,
// sequence), as little as such a queue can do. It knows the times it is measured with: clustered
// delays would ruin it. Not for use outside of the benchmark.
//   sorted bottom (descending, the next event last), buckets that are sorted when their turn comes,
//   unsorted top. push: any time at or after the last popped one. pop: must not be empty.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace weir::bench {

struct LadderEvent {
  std::uint64_t time;
  std::uint64_t sequence;
  std::uint64_t payload;
};

class LadderQueue {
 public:
  void push(const LadderEvent& e) {
    if (e.time >= top_min_) {
      top_.push_back(e);
      return;
    }
    const std::size_t b = (e.time - base_) / width_;
    if (b >= current_) {
      buckets_[b].push_back(e);
      return;
    }
    bottom_.insert(std::lower_bound(bottom_.begin(), bottom_.end(), e, later), e);
  }
  LadderEvent pop() {
    if (bottom_.empty()) refill();
    const LadderEvent e = bottom_.back();
    bottom_.pop_back();
    return e;
  }

 private:
  static bool later(const LadderEvent& a, const LadderEvent& b) {
    return a.time != b.time ? a.time > b.time : a.sequence > b.sequence;
  }
  void refill() {
    for (;;) {
      while (current_ < count_ && buckets_[current_].empty()) current_++;
      if (current_ < count_) {
        bottom_.swap(buckets_[current_]);
        buckets_[current_].clear();
        current_++;
        std::sort(bottom_.begin(), bottom_.end(), later);
        return;
      }
      std::uint64_t lo = ~0ull, hi = 0;
      for (const LadderEvent& e : top_) {
        lo = std::min(lo, e.time);
        hi = std::max(hi, e.time);
      }
      count_ = std::max<std::size_t>(1, top_.size() / 8);
      if (buckets_.size() < count_) buckets_.resize(count_);
      base_ = lo;
      width_ = (hi - lo) / count_ + 1;
      current_ = 0;
      top_min_ = base_ + width_ * count_;
      for (const LadderEvent& e : top_) buckets_[(e.time - base_) / width_].push_back(e);
      top_.clear();
    }
  }

  std::vector<LadderEvent> bottom_, top_;
  std::vector<std::vector<LadderEvent>> buckets_;
  std::size_t current_ = 0, count_ = 0;
  std::uint64_t base_ = 0, width_ = 1, top_min_ = 0;
};

}  // namespace weir::bench

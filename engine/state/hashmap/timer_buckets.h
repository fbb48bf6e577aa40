// TimerBuckets: the timers of one time domain on the heap, a bucket for each timestamp.
//   Adding appends to the bucket; the last bucket is remembered. A bucket is put in order, and
//   freed of duplicates, once: when it fires, is counted, shown or deleted from. What comes later
//   goes to a small ordered set beside it, and firing takes the smaller of the two heads; so a
//   timer added while its own bucket fires still fires in its place.
// Snapshots: as for cells, by epoch (snapshot_log.h). Of duplicates the oldest counts.
// Cost: add O(1) until the bucket is in order, O(log n) after that; remove O(log n); pop O(1), plus
//   the sort.
#pragma once
#include <map>
#include <set>
#include <vector>

#include "engine/state/hashmap/snapshot_log.h"
#include "engine/state/timer_queue.h"

namespace weir {

class TimerBuckets final : public TimerQueue {
 public:
  TimerBuckets(TimeDomain domain, SnapshotLog* log) : log_(log), domain_(domain) {}
  TimerBuckets(const TimerBuckets&) = delete;
  TimerBuckets& operator=(const TimerBuckets&) = delete;

  void add(const Timer& timer) override;
  void remove(const Timer& timer) override;
  std::optional<Timestamp> next() override;
  bool pop(Timestamp until, Timer& out) override;
  std::size_t size() override;
  void for_each(const std::function<void(const Timer&)>& visit) override;

  // Told of timers that will fire soon, in three steps from far to near: their state may be far
  // away in memory.
  class Lookout {
   public:
    virtual ~Lookout() = default;
    virtual void soon(int step, std::uint32_t key_hash, const Namespace& ns) = 0;
  };
  void set_lookout(Lookout* lookout) { lookout_ = lookout; }

  // Everything there is, for snapshots: order unspecified, duplicates included.
  template <class Visitor>
  void for_each_stored(Visitor visit) const {
    for (const auto& [timestamp, bucket] : buckets_) {
      for (std::size_t i = bucket.head; i < bucket.main.size(); i++)
        if (bucket.main[i].live) visit(timestamp, bucket.main[i]);
      for (const HeapTimer& timer : bucket.later) visit(timestamp, timer);
    }
  }

 private:
  struct Before {
    bool operator()(const HeapTimer& a, const HeapTimer& b) const {
      const int c = a.key.compare(b.key);
      return c != 0 ? c < 0 : a.ns < b.ns;
    }
  };
  struct Bucket {
    std::vector<HeapTimer> main;  // fired up to head
    std::set<HeapTimer, Before>
        later;  // added since main was put in order; disjoint from what is live there
    std::size_t head = 0;
    std::size_t live = 0;  // known once in order
    bool ordered = false;
  };
  using Buckets = std::map<Timestamp, Bucket>;

  Bucket& bucket_at(Timestamp timestamp);
  static void put_in_order(Bucket& bucket);
  // Where the timer is in main, or nullptr; dead ones too.
  static HeapTimer* find_in_main(Bucket& bucket, const HeapTimer& timer);
  void save(Timestamp timestamp, const HeapTimer& timer) {
    if (timer.epoch <= log_->frozen()) [[unlikely]]
      log_->save(domain_, timestamp, timer);
  }
  void drop_if_empty(Buckets::iterator it);
  void look_ahead(const Bucket& bucket);

  Buckets buckets_;
  SnapshotLog* log_;
  Lookout* lookout_ = nullptr;
  Bucket* last_ = nullptr;
  Timestamp last_timestamp_ = 0;
  TimeDomain domain_;
};

}  // namespace weir

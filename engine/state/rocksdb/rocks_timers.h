// RocksTimers: the timers of one time domain in a column family, in order of firing.
//   In front of it a bounded cache of the earliest timers, so that asking for the next one, and
//   work on those that are about to fire, never makes an iterator. The cache holds every timer up
//   to `bound_`, or every timer there is (complete_).
// Cost: add and remove one write, none if the cache knows that nothing changes; pop one write;
//   refilling an empty cache one seek, which begins behind what has fired.
// Errors: UserError (kIo, kCorrupt), like the backend's.
// Follows Flink's RocksDBCachingPriorityQueueSet.
#pragma once
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include <rocksdb/db.h>

#include "engine/state/timer_queue.h"

namespace weir::rocks {

class RocksBackend;

class RocksTimers final : public TimerQueue {
 public:
  RocksTimers(RocksBackend& backend, TimeDomain domain) : backend_(backend), domain_(domain) {}
  RocksTimers(const RocksTimers&) = delete;
  RocksTimers& operator=(const RocksTimers&) = delete;

  void add(const Timer& timer) override;
  void remove(const Timer& timer) override;
  std::optional<Timestamp> next() override;
  bool pop(Timestamp until, Timer& out) override;
  std::size_t size() override;
  void for_each(const std::function<void(const Timer&)>& visit) override;

  rocksdb::ColumnFamilyHandle* family() const { return family_; }  // nullptr: never used

 private:
  struct Before {
    bool operator()(const Timer& a, const Timer& b) const {
      if (a.timestamp != b.timestamp) return a.timestamp < b.timestamp;
      const int c = a.key.compare(b.key);
      return c != 0 ? c < 0 : a.ns < b.ns;
    }
  };

  bool covered(const Timer& timer) const { return complete_ || !Before()(*bound_, timer); }
  void refill();
  const std::string& encode(const Timer& timer);
  // All that are stored from `from` on, until the visitor says false.
  template <class Visitor>
  void scan(const std::string& from, Visitor visit);
  Timer decode(std::string_view bytes) const;

  RocksBackend& backend_;
  rocksdb::ColumnFamilyHandle* family_ = nullptr;
  std::set<Timer, Before> cache_;
  std::optional<Timer> bound_;  // there unless complete_
  std::string key_;
  TimeDomain domain_;
  bool complete_ = true;
};

}  // namespace weir::rocks

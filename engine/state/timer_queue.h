// TimerQueue: the timers of one operator in one time domain.
//   They are keyed state: they live in the backend, are part of its snapshots and move with their
//   key group.
//   A timer is unique by (timestamp, key, namespace).
// Order of firing: timestamp, then serialised key bytes, then namespace (Flink leaves the order of
//   equal timestamps open; this is Weir's).
// Cost: add is an append; sorting and dropping duplicates happens when a bucket fires or is asked
//   for.
#pragma once
#include <cstddef>
#include <functional>
#include <optional>

#include "engine/core/ids.h"
#include "engine/core/namespace.h"
#include "engine/core/time_domain.h"
#include "engine/core/value.h"

namespace weir {

struct Timer {
  Timestamp timestamp = 0;
  Value key;
  std::uint32_t key_hash = 0;
  KeyGroup key_group = 0;
  Namespace ns;
};

class TimerQueue {
 public:
  virtual ~TimerQueue() = default;
  virtual void add(const Timer& timer) = 0;     // the same timer twice is one timer
  virtual void remove(const Timer& timer) = 0;  // absent: nothing happens
  // The earliest timestamp of all; nullopt if there is no timer.
  virtual std::optional<Timestamp> next() = 0;
  // Removes the first timer in order whose timestamp is <= until and stores it; false if there is
  // none.
  virtual bool pop(Timestamp until, Timer& out) = 0;
  virtual std::size_t size() = 0;  // duplicates not counted
  // In order of firing.
  virtual void for_each(const std::function<void(const Timer&)>& visit) = 0;
};

}  // namespace weir

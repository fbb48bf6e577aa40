// SnapshotLog: the copy-on-write half of the heap backend, shared by its tables and timer queues.
//   Every cell and timer carries the epoch in which it was last changed. Starting a snapshot raises
//   the epoch, nothing else. Whoever changes or removes something as old as the newest open
//   snapshot saves it here first (one compare per write otherwise).
//   So a snapshot's content is: what is there and not younger, plus its log, plus the logs of
//   younger snapshots as far as their entries are old enough.
// Order: of for_each_saved unspecified; the writer of the snapshot sorts.
// Ownership: an OpenSnapshot lives until release(). What is saved is a copy that shares blocks;
//   changing a block in place copies it first, because it is no longer unique.
// After Flink's CopyOnWriteStateMap, with entries instead of map versions.
#pragma once
#include <list>
#include <vector>

#include "engine/core/check.h"
#include "engine/core/ids.h"
#include "engine/core/namespace.h"
#include "engine/core/value.h"
#include "engine/state/keyed_backend.h"

namespace weir {

using Epoch = std::uint32_t;

struct Cell {
  Value key;
  Value value;
  std::uint32_t hash = 0;
  Epoch epoch = 0;
  KeyGroup group = 0;
  bool live = false;
};

struct HeapTimer {
  Value key;
  Namespace ns;
  std::uint32_t hash = 0;
  Epoch epoch = 0;
  KeyGroup group = 0;
  bool live = true;
};

class SnapshotLog {
 public:
  struct SavedCell {
    StateId state;
    Namespace ns;
    Cell cell;
  };
  struct SavedTimer {
    TimeDomain domain;
    Timestamp timestamp;
    HeapTimer timer;
  };
  struct OpenSnapshot {
    Epoch epoch;
    std::vector<SavedCell> cells;
    std::vector<SavedTimer> timers;
  };

  // What is written now is of this epoch.
  Epoch epoch() const { return epoch_; }
  // What is of this epoch or older must be saved before it changes. 0: no snapshot is open.
  Epoch frozen() const { return frozen_; }

  void save(StateId state, const Namespace& ns, const Cell& cell) {
    open_.back().cells.push_back({state, ns, cell});
  }
  void save(TimeDomain domain, Timestamp timestamp, const HeapTimer& timer) {
    open_.back().timers.push_back({domain, timestamp, timer});
  }

  // From now on it is noted when something of a key group is removed.
  void watch_removals(std::size_t groups) { last_removal_.resize(groups, epoch_); }
  void removed(KeyGroup group) {
    if (!last_removal_.empty()) last_removal_[group] = epoch_;
  }
  // kAlways: removals are not watched.
  static constexpr Epoch kAlways = ~Epoch{0};
  Epoch last_removal(KeyGroup group) const {
    return last_removal_.empty() ? kAlways : last_removal_[group];
  }

  OpenSnapshot* start() {
    WEIR_CHECK(epoch_ < ~Epoch{0}, "no epoch is left for a snapshot");
    open_.push_back({epoch_, {}, {}});
    frozen_ = epoch_++;
    return &open_.back();
  }
  // Visits what has changed since the snapshot, as it was then.
  template <class CellVisitor, class TimerVisitor>
  void for_each_saved(const OpenSnapshot* s, CellVisitor cell, TimerVisitor timer) const {
    for (auto it = open_.rbegin(); it != open_.rend(); ++it) {
      for (const SavedCell& c : it->cells)
        if (c.cell.epoch <= s->epoch) cell(c);
      for (const SavedTimer& t : it->timers)
        if (t.timer.epoch <= s->epoch) timer(t);
      if (&*it == s) return;
    }
  }
  // In any order of snapshots. What older ones still need moves to the next older one.
  void release(const OpenSnapshot* s) {
    auto it = open_.begin();
    while (it != open_.end() && &*it != s) ++it;
    WEIR_CHECK(it != open_.end(), "a snapshot is released once");
    if (it != open_.begin()) {
      OpenSnapshot& older = *std::prev(it);
      for (SavedCell& c : it->cells)
        if (c.cell.epoch <= older.epoch) older.cells.push_back(std::move(c));
      for (SavedTimer& t : it->timers)
        if (t.timer.epoch <= older.epoch) older.timers.push_back(std::move(t));
    }
    open_.erase(it);
    frozen_ = open_.empty() ? 0 : open_.back().epoch;
  }

 private:
  std::list<OpenSnapshot> open_;  // oldest first
  Epoch epoch_ = 1;
  Epoch frozen_ = 0;
  std::vector<Epoch> last_removal_;  // by key group; empty: not watched
};

}  // namespace weir

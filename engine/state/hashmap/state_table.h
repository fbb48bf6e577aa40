// StateTable: one keyed state (key, namespace) -> Value on the heap, copy-on-write.
//   One Space per namespace: a dense array of cells, and an index of (hash, position) with linear
//   probing, at most half full. A removed cell stays as a dead one until the array fills up; a
//   Space without live cells is recycled at once.
//   The table remembers where the last key it was asked for is, or would go: put() after get() of
//   the same cell never probes twice, whether the cell is there or not.
// Ownership: a pointer from get() lives until the next call that may change the table.
// Cost: O(1) a call; growing moves every cell of one namespace once per doubling.
#pragma once
#include <map>
#include <memory>
#include <vector>

#include "engine/state/hashmap/snapshot_log.h"

namespace weir {

// Who is asking. A new key gets a new generation, so that a table knows what it remembers is old.
struct CurrentKey {
  const Value* key = nullptr;
  std::uint32_t hash = 0;
  KeyGroup group = 0;
  std::uint64_t generation = 0;
};

class StateTable {
 public:
  StateTable(StateId id, SnapshotLog* log) : log_(log), id_(id) {}
  StateTable(const StateTable&) = delete;
  StateTable& operator=(const StateTable&) = delete;

  const Value* get(const CurrentKey& key, const Namespace& ns) {
    look_up(key, ns);
    return found_ == nullptr ? nullptr : &found_->value;
  }
  void put(const CurrentKey& key, const Namespace& ns, Value&& value) {
    look_up(key, ns);
    if (found_ == nullptr) {
      insert(key, ns, std::move(value));
      return;
    }
    before_change();
    found_->value = std::move(value);
  }
  // A snapshot that is open keeps the block of the value, so that changing it copies it first.
  Value* edit(const CurrentKey& key, const Namespace& ns) {
    look_up(key, ns);
    if (found_ == nullptr) return nullptr;
    before_change();
    return &found_->value;
  }
  void append(const CurrentKey& key, const Namespace& ns, Value&& element) {
    look_up(key, ns);
    if (found_ == nullptr) {
      insert(key, ns, Value::list(std::span<const Value>(&element, 1)));
      return;
    }
    before_change();
    // In place if nobody else (a snapshot, a reader) holds the block.
    found_->value.append(std::move(element));
  }
  void remove(const CurrentKey& key, const Namespace& ns);

  // Fetches towards the cache what a get() of this key will touch, a step at a time: the index, the
  // cell, the value.
  void prefetch(int step, std::uint32_t hash, const Namespace& ns) const {
    // gcc takes what only fetches ahead for a function without effects, and drops the calls of it.
    asm volatile("");
    if (space_ == nullptr || ns_ != ns) return;
    const std::size_t mask = space_->index.size() - 1;
    std::size_t i = hash & mask;
    if (step == 0) {
      __builtin_prefetch(&space_->index[i]);
      return;
    }
    for (; space_->index[i] != 0; i = (i + 1) & mask) {
      if (space_->index[i] >> 32 != hash) continue;
      const Cell& cell = space_->cells[static_cast<std::uint32_t>(space_->index[i]) - 1];
      if (step == 1)
        __builtin_prefetch(&cell);
      else
        cell.value.prefetch();
      return;
    }
  }

  std::size_t size() const { return size_; }
  template <class Visitor>
  void for_each(Visitor visit) const {  // order unspecified
    for (const auto& [ns, space] : spaces_)
      for (const Cell& cell : space->cells)
        if (cell.live) visit(ns, cell);
  }
  // The same for cells that `wanted` agrees to; their values are fetched ahead.
  template <class Wanted, class Visitor>
  void for_each_of(Wanted wanted, Visitor visit) const {
    constexpr std::size_t kAhead = 12;
    for (const auto& [ns, space] : spaces_) {
      const std::vector<Cell>& cells = space->cells;
      for (std::size_t i = 0; i < cells.size(); i++) {
        if (i + kAhead < cells.size() && wanted(cells[i + kAhead]))
          cells[i + kAhead].value.prefetch();
        if (cells[i].live && wanted(cells[i])) visit(ns, cells[i]);
      }
    }
  }

 private:
  struct Space {
    std::vector<Cell> cells;
    std::vector<std::uint64_t> index;  // hash << 32 | position + 1; 0: free
    std::size_t live = 0;
  };

  void look_up(const CurrentKey& key, const Namespace& ns) {
    if (generation_ == key.generation && ns_ == ns) return;
    if (space_ == nullptr || ns_ != ns) find_space(ns);
    generation_ = key.generation;
    ns_ = ns;
    found_ = nullptr;
    dead_ = nullptr;
    if (space_ != nullptr) probe(*key.key, key.hash);
  }
  void probe(const Value& key, std::uint32_t hash) {
    const std::size_t mask = space_->index.size() - 1;
    std::size_t i = hash & mask;
    for (;; i = (i + 1) & mask) {
      const std::uint64_t entry = space_->index[i];
      if (entry == 0) break;
      if (entry >> 32 != hash) continue;
      Cell& cell = space_->cells[static_cast<std::uint32_t>(entry) - 1];
      if (!(cell.key == key)) continue;
      (cell.live ? found_ : dead_) = &cell;
      return;
    }
    free_ = i;
  }
  void before_change() {
    if (found_->epoch == log_->epoch()) [[likely]]
      return;
    if (found_->epoch <= log_->frozen()) log_->save(id_, ns_, *found_);
    found_->epoch = log_->epoch();
  }

  void find_space(const Namespace& ns);
  void insert(const CurrentKey& key, const Namespace& ns, Value&& value);
  void make_space(const Namespace& ns);
  void recycle();
  static void grow(Space& space);

  std::map<Namespace, std::unique_ptr<Space>> spaces_;
  std::vector<std::unique_ptr<Space>> spare_;
  SnapshotLog* log_;
  std::size_t size_ = 0;
  StateId id_;

  // The place of the last key asked for. space_ is that of ns_, or null if there is none.
  std::uint64_t generation_ = 0;
  Namespace ns_;
  Space* space_ = nullptr;
  Cell* found_ = nullptr;
  Cell* dead_ = nullptr;  // removed earlier, to be revived
  std::size_t free_ = 0;  // in the index; meaningful if neither was found
};

}  // namespace weir

#include "engine/state/hashmap/state_table.h"

#include <algorithm>

namespace weir {

namespace {

constexpr std::size_t kFirstIndex = 8;
constexpr std::size_t kSpares = 16;

}  // namespace

void StateTable::find_space(const Namespace& ns) {
  const auto it = spaces_.find(ns);
  space_ = it == spaces_.end() ? nullptr : it->second.get();
}

void StateTable::make_space(const Namespace& ns) {
  std::unique_ptr<Space> space;
  if (spare_.empty()) {
    space = std::make_unique<Space>();
    space->index.assign(kFirstIndex, 0);
  } else {
    space = std::move(spare_.back());
    spare_.pop_back();
  }
  space_ = space.get();
  spaces_.emplace(ns, std::move(space));
}

// After look_up, which has found no live cell.
void StateTable::insert(const CurrentKey& key, const Namespace& ns, Value&& value) {
  size_++;
  if (dead_ != nullptr) {  // its old content was saved when it died
    found_ = std::exchange(dead_, nullptr);
    found_->value = std::move(value);
    found_->epoch = log_->epoch();
    found_->live = true;
    space_->live++;
    return;
  }
  if (space_ == nullptr) {
    make_space(ns);
    probe(*key.key, key.hash);
  }
  if ((space_->cells.size() + 1) * 2 > space_->index.size()) {
    grow(*space_);
    probe(*key.key, key.hash);
  }
  space_->cells.push_back({*key.key, std::move(value), key.hash, log_->epoch(), key.group, true});
  space_->index[free_] = static_cast<std::uint64_t>(key.hash) << 32 | space_->cells.size();
  space_->live++;
  found_ = &space_->cells.back();
}

void StateTable::remove(const CurrentKey& key, const Namespace& ns) {
  look_up(key, ns);
  if (found_ == nullptr) return;
  before_change();
  log_->removed(key.group);
  found_->live = false;
  found_->value = Value();
  dead_ = std::exchange(found_, nullptr);
  size_--;
  if (--space_->live == 0) recycle();
}

// The space of ns_ has no live cell left; what a snapshot needs of it has been saved.
void StateTable::recycle() {
  const auto it = spaces_.find(ns_);
  std::unique_ptr<Space> space = std::move(it->second);
  spaces_.erase(it);
  space_ = nullptr;
  dead_ = nullptr;
  if (spare_.size() >= kSpares) return;
  // Clearing must not cost more than what was written, so an index too large for it goes.
  if (space->index.size() > std::max(kFirstIndex, space->cells.size() * 8)) {
    *space = Space();
    space->index.assign(kFirstIndex, 0);
  } else {
    space->cells.clear();
    std::fill(space->index.begin(), space->index.end(), 0);
  }
  spare_.push_back(std::move(space));
}

// Drops dead cells and sizes the index so that an eighth of it can be filled before the next time.
void StateTable::grow(Space& space) {
  if (space.live < space.cells.size()) {
    std::vector<Cell> kept;
    kept.reserve(space.live * 2 + 1);
    for (Cell& cell : space.cells)
      if (cell.live) kept.push_back(std::move(cell));
    space.cells.swap(kept);
  }
  std::size_t n = kFirstIndex;
  while ((space.cells.size() + 1) * 8 > n * 3) n *= 2;
  space.index.assign(n, 0);
  for (std::size_t at = 0; at < space.cells.size(); at++) {
    const std::uint32_t hash = space.cells[at].hash;
    std::size_t i = hash & (n - 1);
    while (space.index[i] != 0) i = (i + 1) & (n - 1);
    space.index[i] = static_cast<std::uint64_t>(hash) << 32 | (at + 1);
  }
}

}  // namespace weir

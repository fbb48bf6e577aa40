#include "engine/trace/record_log.h"

#include <algorithm>
#include <utility>

namespace weir {

RecordLog& RecordLog::operator=(const RecordLog& o) {
  o.shared_->refs++;
  let_go();
  shared_ = o.shared_;
  size_ = o.size_;
  found_ = o.found_;
  return *this;
}

std::uint32_t RecordLog::mark_of(const Value& id) {
  const std::uint64_t hash = id.hash();
  return static_cast<std::uint32_t>(hash ^ hash >> 32);
}

// Where the id is, or would be. There is always a free slot.
RecordLog::Slot& RecordLog::slot_of(const Value& id) const {
  std::vector<Slot>& slots = shared_->slots;
  const std::size_t mask = slots.size() - 1;
  const std::uint32_t mark = mark_of(id);
  for (std::size_t i = mark & mask;; i = (i + 1) & mask) {
    Slot& slot = slots[i];
    if (slot.last == 0 || (slot.mark == mark && shared_->entries[slot.last - 1].id == id))
      return slot;
  }
}

const RecordInfo* RecordLog::find(const Value& id) const {
  if (shared_->slots.empty()) return nullptr;
  if (found_ != 0 && shared_->entries[found_ - 1].id == id)
    return &shared_->entries[found_ - 1].info;
  std::uint32_t at = slot_of(id).last;
  while (at > size_) at = shared_->entries[at - 1].before;
  found_ = at;
  return at == 0 ? nullptr : &shared_->entries[at - 1].info;
}

bool RecordLog::same(const RecordInfo& a, const RecordInfo& b) {
  const bool same_names =
      a.names == b.names || (a.names != nullptr && b.names != nullptr && *a.names == *b.names);
  return a.value == b.value && a.timestamp == b.timestamp && a.row == b.row && a.named == b.named &&
         a.made == b.made && same_names;
}

void RecordLog::add(const Value& id, RecordInfo info, const Counted<Plan>& plan) {
  if (size_ < shared_->entries.size()) {
    const Entry& next = shared_->entries[size_];
    if (next.id == id && same(next.info, info)) {
      size_++;
      found_ = static_cast<std::uint32_t>(size_);
      return;
    }
    leave();
  }
  append(id, std::move(info), plan);
}

// Goes another way than those who share: what they have in common is copied.
void RecordLog::leave() {
  const Shared& old = *shared_;
  RecordLog own;
  own.shared_->plans = old.plans;
  for (std::size_t i = 0; i < size_; i++)
    own.append(old.entries[i].id, old.entries[i].info, old.plans.front());
  *this = own;
}

void RecordLog::append(const Value& id, RecordInfo info, const Counted<Plan>& plan) {
  std::vector<Counted<Plan>>& plans = shared_->plans;
  const auto is_plan = [&plan](const Counted<Plan>& p) { return &*p == &*plan; };
  if (std::none_of(plans.rbegin(), plans.rend(), is_plan)) plans.push_back(plan);
  if (2 * shared_->entries.size() >= shared_->slots.size()) grow();
  Slot& slot = slot_of(id);
  shared_->entries.push_back({id, std::move(info), slot.last});
  slot = {static_cast<std::uint32_t>(shared_->entries.size()), mark_of(id)};
  size_++;
  found_ = static_cast<std::uint32_t>(size_);
}

void RecordLog::grow() {
  std::vector<Slot>& slots = shared_->slots;
  std::vector<Slot> old(std::max<std::size_t>(64, slots.size() * 2));
  old.swap(slots);
  const std::size_t mask = slots.size() - 1;
  for (const Slot& slot : old) {
    if (slot.last == 0) continue;
    std::size_t i = slot.mark & mask;
    while (slots[i].last != 0) i = (i + 1) & mask;
    slots[i] = slot;
  }
}

}  // namespace weir

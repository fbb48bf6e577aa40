// ValueMap: a table from Values to things, for what is looked up often and never listed: it has no
//   order and cannot be walked. Keys are equal as Value says (== and hash(), so 0.0 and -0.0 are
//   two).
// Costs: one probe or two for each call, at any size. Pointers and references to what is in it are
//   good until the next at_or_new(), erase() or clear(). Source: open addressing with linear
//   probing; an erased place is closed by moving what follows (Knuth, TAOCP 3, 6.4, algorithm R).
#pragma once
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/core/value.h"

namespace weir {

template <class V>
class ValueMap {
 public:
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  // nullptr: there is none.
  const V* get(const Value& key) const {
    if (size_ == 0) return nullptr;
    const Slot& slot = slots_[place_of(key, mark_of(key))];
    return slot.mark == kFree ? nullptr : &slot.value;
  }
  // A new one, V(), if there was none.
  V& at_or_new(const Value& key) {
    if (4 * (size_ + 1) > 3 * slots_.size()) grow();
    const std::uint64_t mark = mark_of(key);
    Slot& slot = slots_[place_of(key, mark)];
    if (slot.mark == kFree) {
      slot.mark = mark;
      slot.key = key;
      size_++;
    }
    return slot.value;
  }
  // false: the key is there already, and keeps what it has.
  bool add(const Value& key, V value) {
    const std::size_t before = size_;
    V& there = at_or_new(key);
    if (size_ > before) there = std::move(value);
    return size_ > before;
  }
  // Was it there?
  bool erase(const Value& key) {
    if (size_ == 0) return false;
    std::size_t hole = place_of(key, mark_of(key));
    if (slots_[hole].mark == kFree) return false;
    size_--;
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t i = (hole + 1) & mask; slots_[i].mark != kFree; i = (i + 1) & mask) {
      // It may go back to the hole unless its first place lies behind the hole.
      if (((i - slots_[i].mark) & mask) < ((i - hole) & mask)) continue;
      slots_[hole] = std::move(slots_[i]);
      hole = i;
    }
    slots_[hole] = Slot();
    return true;
  }
  void clear() {
    slots_.clear();
    size_ = 0;
  }

 private:
  static constexpr std::uint64_t kFree = 0;
  static constexpr std::size_t kFewest = 16;
  struct Slot {
    std::uint64_t mark = kFree;  // the hash of the key
    Value key;
    V value{};
  };

  static std::uint64_t mark_of(const Value& key) {
    const std::uint64_t hash = key.hash();
    return hash == kFree ? 1 : hash;
  }
  // Of the key, or the free place where it would be. There is always a free one.
  std::size_t place_of(const Value& key, std::uint64_t mark) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t i = mark & mask;
    while (slots_[i].mark != kFree && !(slots_[i].mark == mark && slots_[i].key == key))
      i = (i + 1) & mask;
    return i;
  }
  void grow() {
    std::vector<Slot> old(slots_.empty() ? kFewest : 2 * slots_.size());
    old.swap(slots_);
    for (Slot& slot : old)
      if (slot.mark != kFree) slots_[place_of(slot.key, slot.mark)] = std::move(slot);
  }

  std::vector<Slot> slots_;
  std::size_t size_ = 0;
};

}  // namespace weir

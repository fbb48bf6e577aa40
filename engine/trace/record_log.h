// RecordLog: every record that came to be in a run, in order; a copy costs nothing and shares what
//   it has. A log is what its first `size` entries say; copies of one run see the same entries, so
//   going back is counting down, and going on again finds them there.
//   A copy that goes another way than its siblings gets entries of its own.
// Costs: one look-up in a hash table for each call. One thread.
#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "engine/core/counted.h"
#include "engine/core/time.h"
#include "engine/core/value.h"
#include "engine/trace/plan.h"

namespace weir {

struct RecordInfo {
  Value value;
  std::optional<Timestamp> timestamp;
  // Its short name, of those that sources read: what the source says, else the column that the plan
  // says, else its first text. Null: none of them is there.
  Value row;
  bool named = false;                 // by the source
  bool made = false;                  // by an operator
  const FieldNames* names = nullptr;  // of its fields; lives as long as the log
};

class RecordLog {
 public:
  RecordLog() : shared_(new Shared) {}
  RecordLog(const RecordLog& o) : shared_(o.shared_), size_(o.size_), found_(o.found_) {
    shared_->refs++;
  }
  RecordLog& operator=(const RecordLog& o);
  ~RecordLog() { let_go(); }

  // nullptr: no such record so far. Of several with one id (a replay) the last.
  const RecordInfo* find(const Value& id) const;
  // `plan` owns the names.
  void add(const Value& id, RecordInfo info, const Counted<Plan>& plan);
  // The last one.
  void remove() {
    size_--;
    found_ = 0;
  }
  std::size_t size() const { return size_; }

 private:
  struct Entry {
    Value id;
    RecordInfo info;
    std::uint32_t before;  // the entry with the same id before it, from 1; 0: none
  };
  struct Slot {
    std::uint32_t last = 0;  // the last entry with an id, from 1; 0: free
    std::uint32_t mark = 0;  // the hash of the id, so that others are told without looking at them
  };
  struct Shared {
    std::uint64_t refs = 1;
    std::deque<Entry> entries;
    std::vector<Slot> slots;  // a hash table
    std::vector<Counted<Plan>> plans;
  };

  static bool same(const RecordInfo& a, const RecordInfo& b);
  static std::uint32_t mark_of(const Value& id);
  Slot& slot_of(const Value& id) const;
  void grow();
  void leave();
  void append(const Value& id, RecordInfo info, const Counted<Plan>& plan);
  void let_go() {
    if (--shared_->refs == 0) delete shared_;
  }

  Shared* shared_;
  std::size_t size_ = 0;
  mutable std::uint32_t found_ = 0;  // the last entry that was asked for, from 1: likely the next
};

}  // namespace weir

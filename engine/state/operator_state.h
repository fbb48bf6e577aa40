// OperatorStateStore: the state of an operator that belongs to no key: lists by name, one per
// subtask. At a restore the lists of all old subtasks are dealt out again by their mode
// (redistribution.h): split, union or broadcast.
//   A name has one mode; asking for it with another is a UserError. restored() tells whether this
//   execution began from a checkpoint, even if nothing came to this subtask. Follows Flink's
//   OperatorStateStore.
#pragma once
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/state/snapshot.h"

namespace weir {

class OperatorStateStore {
 public:
  // A view of one list; valid as long as the store.
  class List {
   public:
    explicit List(OperatorListState& state) : state_(state) {}
    std::span<const Value> get() const { return state_.elements; }
    void add(Value element) { state_.elements.push_back(std::move(element)); }
    void update(std::vector<Value> elements) { state_.elements = std::move(elements); }
    void clear() { state_.elements.clear(); }

   private:
    OperatorListState& state_;
  };

  List list(const std::string& name, RedistributionMode mode);
  bool restored() const { return restored_; }
  void restore(std::map<std::string, OperatorListState> lists);
  const std::map<std::string, OperatorListState>& lists() const {
    return lists_;
  }  // what a snapshot takes

 private:
  std::map<std::string, OperatorListState> lists_;
  bool restored_ = false;
};

}  // namespace weir

// OperatorStateStore: the state of an operator that belongs to no key.
//   Lists by name, one per subtask. At a restore the lists of all old subtasks are dealt out again
//   by their mode (redistribution.h): split, union or broadcast.
//   A list that is restored and never asked for is kept and written again. restored() tells whether
//   this execution began from a checkpoint, even if nothing came to this subtask.
//   A list asked for as traced has its changes in the trace; sources and sinks, whose lists have
//   events of their own, ask for untraced ones.
// Errors (UserError): a name asked for with another mode (kBadArgument); null as an element
//   (kNull).
// Follows Flink's OperatorStateStore.
#pragma once
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/state/snapshot.h"
#include "engine/trace/recorder.h"

namespace weir {

class OperatorStateStore {
 public:
  // A view of one list; valid as long as the store, until the next restore.
  class List {
   public:
    std::span<const Value> get() const { return state_->elements; }
    void add(Value element);
    void update(std::vector<Value> elements);
    void clear();

   private:
    friend class OperatorStateStore;
    List(OperatorListState* state, const std::string& name, TraceRecorder* trace)
        : state_(state), name_(&name), trace_(trace) {
      if (trace != nullptr) trace_name_ = trace->name(name);
    }
    void refuse_null(const Value& element) const;

    OperatorListState* state_;
    const std::string* name_;
    TraceRecorder* trace_;  // nullptr: off
    NameId trace_name_ = 0;
  };

  // The recorder of traced lists (nullptr: off). Before they are asked for.
  void set_trace(TraceRecorder* trace) { trace_ = trace; }
  List list(const std::string& name, RedistributionMode mode, bool traced = false);
  bool restored() const { return restored_; }
  void restore(std::map<std::string, OperatorListState> lists);
  // What a snapshot takes.
  const std::map<std::string, OperatorListState>& lists() const { return lists_; }

 private:
  std::map<std::string, OperatorListState> lists_;
  TraceRecorder* trace_ = nullptr;
  bool restored_ = false;
};

}  // namespace weir

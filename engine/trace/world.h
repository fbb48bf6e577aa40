// World: what is the case at one point of a trace; the fold of its events by the effects of the
//   catalogue, both ways. Tables: name -> rows; the key of a row is a list. In queue tables (queue,
//   items, inflight, out) a row is a list of elements {e, …, by}; by is the index of the event that
//   put it there. A row that would be nothing is not there. do_event() and undo_event() are strict:
//   what the event says was the case must be the case, or kCorrupt names event and table (the World
//   is then of no use). A deploy event replaces the plan; undo brings the old one back.
// Cost: a few map operations per event. Memory: every record that was ever read or made (record()).
//   A copy costs a few dozen pointers and shares what has not changed since (persistent_map.h), so
//   that a reader can keep the World of many moments.
//
// comparable() is what an engine can say of itself, for "World equals Job::dump()". Its rows; keys
// are lists, a ? may be null (in keys) or is left out (in elements):
//   cell     [task, op, state, key?, ns?, mk?] -> value; ns is a text "[10,15)", mk the key in a
//   map items    [task, op, state, key?, ns?] -> [element, …] of a list state; never empty timer
//   [task, op, key?, ns?, domain, ts] -> "set" clock    [task] -> event time; no row before the
//   first watermark queue    [channel] -> elements, oldest first; control links ("jm>a#0",
//   "a#0>jm") are channels:
//            {e:"rec", val, ts?} {e:"wm", value} {e:"status", now} {e:"bar", cp} {e:"cancel", cp}
//            {e:"end", what} {e:"ctl", msg, cp?}
//   cwm      [channel] -> its watermark
//   cstat    [channel] -> "IDLE" | "ACTIVE" | "END OF DATA" | "FINISHED"; no row before a change
//   blocked  [channel] -> checkpoint
//   pos      [split] -> next position
//   out      [op] -> [{e:"row", val, tx?}, …]
//   tx       [transaction] -> "open" | "prepared" | "committed" | "aborted" | "replaced"
//   cp       [number] -> "running" | "complete" | "aborted" | "dropped"
//   task     [task] -> status
//   job      [] -> status
//   attempt  [] -> number of the attempt; no row in the first
// Rows of cell, items, timer and clock, of cwm, cstat and blocked (by their receiver) and of pos
// (by its owner) are those of tasks whose status is RUNNING.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "engine/core/counted.h"
#include "engine/core/persistent_list.h"
#include "engine/core/persistent_map.h"
#include "engine/core/result.h"
#include "engine/core/value.h"
#include "engine/trace/event.h"
#include "engine/trace/generated/event_fields.h"
#include "engine/trace/plan.h"
#include "engine/trace/record_log.h"

namespace weir {

using Tables = std::map<std::string, std::map<Value, Value>>;
using WorldRows = PersistentMap<Value, Value>;
using WorldQueue = PersistentList<Value>;
using WorldQueues = PersistentMap<Value, WorldQueue>;

class World {
 public:
  // A header without plan is an empty plan.
  static Result<World> create(const Value& header);

  Result<void> do_event(const TraceEvent& event);
  Result<void> undo_event(const TraceEvent& event);

  const Plan& plan() const { return *plans_.back(); }
  // nullptr: no such row. The index is one of weir::table; queue tables have queue() only.
  const Value* get(std::size_t table, const Value& key) const;
  const WorldQueue* queue(std::size_t table, const Value& key) const;
  const WorldRows& rows(std::size_t table) const { return tables_[table].rows; }
  const WorldQueues& queues(std::size_t table) const { return tables_[table].queues; }
  // nullptr: no such record so far.
  const RecordInfo* record(const Value& id) const;

  Tables dump() const;
  Tables comparable() const;

 private:
  struct Table {
    const WorldRows::Way& way_to(const Value& key) const;

    WorldRows rows;
    WorldQueues queues;
    // The row that was asked for last and where it is: likely the next that changes. Null:
    // forgotten.
    mutable Value asked;
    mutable WorldRows::Way way;
  };

  World();
  bool effect(const TraceEvent& e, const EventEffect& f, bool undo);
  bool one(const TraceEvent& e, const EventEffect& f, bool undo, const Value* entry);
  bool set(std::size_t table, const Value& key, const Value& was, const Value& now);
  bool change_queue(const TraceEvent& e, const EventEffect& f, bool undo, const Value* entry,
                    std::size_t table, const Value& key);
  bool wrong(std::size_t table, const Value& key, const std::string& text);
  Error error(const TraceEvent& e) const;
  void remember(const TraceEvent& e);
  bool running(const Value& task) const;
  Value plain_element(const Value& element) const;

  std::vector<Table> tables_;
  std::vector<Counted<Plan>> plans_;  // counted: addresses of names stay
  RecordLog records_;
  std::string problem_;
};

}  // namespace weir

// Deriver: stored events into full ones, in one forward pass. It adds what follows from the facts
//   before: indexes, steps, causes, record ids, earlier values, places in queues, holders,
//   arithmetic, and what a restore brings back. Give it every event in order; it keeps the World
//   after the last one.
// Record ids are places: "A.2" is offset 2 of split A; "A.2/sum" what operator sum made of it,
//   "A.2/sum:2" the second of them; "count[10,15)/1" what the first firing of that window made;
//   "count(bob)@120" what a timer made (one of processing time: "@p120"). A replay gives the same
//   ids, which is how a second result for one record is found.
// Which record an event of operator X is about: the last one X made in this turn since its input
//   was set; else its input, which is what the operator before X in the chain is about; for the
//   first operator, the record that was read or taken.
// Errors: kCorrupt where an event does not fit what came before (see World). After an error the
//   deriver is of no use.
// Memory grows with the number of records, and with the state at each retained checkpoint.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/core/value_map.h"
#include "engine/trace/event.h"
#include "engine/trace/world.h"

namespace weir {

class Deriver {
 public:
  static Result<Deriver> create(const Value& header);

  // `out` is made anew; after an error it is anything.
  Result<void> derive(const StoredEvent& stored, TraceEvent& out);
  const World& world() const { return world_; }

 private:
  using Handler = void (Deriver::*)(TraceEvent&);
  struct Rule {
    EventKind kind;
    Handler handler;
  };

  // What one turn is about. A chain is short: operators are found by index.
  struct Made {
    Value record;
    std::int64_t at = 0;  // order within the turn; 0: nothing made
  };
  struct Turn {
    bool fresh = true;  // no event of it has been seen
    Value input;        // record read or taken
    std::int64_t input_at = 0, clock = 0;
    std::vector<Made> made;  // by operator; empty: nothing was made
    std::map<Value, std::int64_t> made_ids;
    std::optional<Value> key;                    // announced, or of the timer that fires
    const FieldNames* channel_key_by = nullptr;  // of the channel the input came from
    Value window_id, timer_id;                   // prefix of the ids of what is made
    std::size_t window_op = 0, timer_op = 0;
    Value taken;                           // the queue element that was taken
    std::optional<std::int64_t> advanced;  // event that moved event time

    void restart();
  };
  struct Snapshot {
    std::map<Value, Value> cells, timers, wins, fired;
    std::map<Value, WorldQueue> items;
    std::map<Value, Value> positions;  // by [part]
  };
  struct CheckpointNotes {
    std::optional<Timestamp> triggered;
    std::int64_t of = 0;
    std::map<Value, Snapshot> snapshots;             // by task
    std::map<Value, std::int64_t> parallelism;       // by name of the task, when it was triggered
    std::map<Value, Timestamp> first_barrier, sync;  // by task
    std::map<Value, std::int64_t> sync_event;
  };

  explicit Deriver(World world) : world_(std::move(world)) {}
  static const std::vector<Rule>& rules();

  // derive.cc
  void envelope(const StoredEvent& s, TraceEvent& e);
  void open_turn(const StoredEvent& s);
  void step_of(TraceEvent& e, bool first);
  Value place_name(const Value& at);
  Value channel_name(const Value& ch);
  void resolve_fields(const StoredEvent& s, TraceEvent& e);
  void fail(const std::string& why);
  const Plan& plan() const { return world_.plan(); }
  Value op_of(const TraceEvent& e) const;
  const Value* get(std::size_t table, std::initializer_list<Value> key) const {
    return world_.get(table, Value::list(key));
  }
  Value was(std::size_t table, std::initializer_list<Value> key) const;
  const WorldQueue* queue_of(const Value& ch) const;
  std::int64_t queue_size(const Value& ch) const;
  Value slots(std::size_t table, const Value& key) const;
  void cause(TraceEvent& e, std::int64_t index) const;

  // derive_records.cc
  Made about(std::size_t op) const;
  Value current_record() const { return about(op_index_).record; }
  Value field_of(const Value& record, const FieldNames& names) const;
  std::optional<Value> key_at(std::size_t op) const;
  Value current_key() const;
  Value group_of(const Value& key) const;
  void set_input(const Value& record);
  void take(TraceEvent& e, std::size_t ch_field, std::int64_t pos);
  void broadcast(TraceEvent& e, std::size_t chs_field, bool of_operator);
  void rec_emit(TraceEvent& e);
  void rec_recv(TraceEvent& e);
  void rec_make(TraceEvent& e);
  void rec_send(TraceEvent& e);
  void rec_drop(TraceEvent& e);
  void src_assign(TraceEvent& e);
  void src_skip(TraceEvent& e);
  void src_pause(TraceEvent& e);
  void src_commit(TraceEvent& e);
  void chan_full(TraceEvent& e);
  void end_send(TraceEvent& e);
  void end_recv(TraceEvent& e);
  void sink_write(TraceEvent& e);
  void sink_upsert(TraceEvent& e);
  void tx(TraceEvent& e);

  // derive_time.cc
  Value clock_of(const TraceEvent& e) const { return was(table::kClock, {e.at}); }
  void wm_emit(TraceEvent& e);
  bool reached_by_source() const;
  void wm_recv(TraceEvent& e);
  void wm_old(TraceEvent& e);
  void wm_advance(TraceEvent& e);
  void wm_send(TraceEvent& e);
  void wm_split(TraceEvent& e);
  void status_send(TraceEvent& e);
  void replaced_parts(TraceEvent& e);
  void status_recv(TraceEvent& e);
  Value window_key(const TraceEvent& e, const Value& key, const Value& start,
                   const Value& end) const;
  void win_assign(TraceEvent& e);
  void win_trigger(TraceEvent& e);
  void win_merge(TraceEvent& e);
  void win_fire(TraceEvent& e);
  void win_evict(TraceEvent& e);
  void win_purge(TraceEvent& e);
  void late(TraceEvent& e);
  Value timer_key(const TraceEvent& e, const Value& key) const;
  void tm_reg(TraceEvent& e);
  void tm_del(TraceEvent& e);
  void tm_fire(TraceEvent& e);

  // derive_state.cc
  Value cell_key(const TraceEvent& e, const Value& key, const Value& ns,
                 const Value& map_key) const;
  Value items_key(const TraceEvent& e, const Value& key, const Value& ns) const;
  Value fresh_slots(const TraceEvent& e, const Value& elements) const;
  Value key_and_group(TraceEvent& e);  // the key
  void st_read(TraceEvent& e);
  void st_write(TraceEvent& e);
  void st_append(TraceEvent& e);
  void st_update(TraceEvent& e);
  void st_clear(TraceEvent& e);
  void st_merge(TraceEvent& e);
  void st_ttl(TraceEvent& e);

  // derive_checkpoint.cc
  CheckpointNotes& notes(const Value& cp) { return checkpoints_[cp]; }
  void job_status(TraceEvent& e);
  void task_status(TraceEvent& e);
  void ctl_send(TraceEvent& e);
  void ctl_take(TraceEvent& e);
  void cp_trigger(TraceEvent& e);
  void cp_ack(TraceEvent& e);
  void cp_complete(TraceEvent& e);
  void cp_abort(TraceEvent& e);
  void cp_drop(TraceEvent& e);
  std::int64_t overtaking_place(const Value& ch) const;
  void bar_send(TraceEvent& e);
  void bar_recv(TraceEvent& e);
  void bar_cancel(TraceEvent& e);
  void cancel_send(TraceEvent& e);
  void al_block(TraceEvent& e);
  void al_switch(TraceEvent& e);
  void al_open(TraceEvent& e);
  void snap_sync(TraceEvent& e);
  void snap_chan(TraceEvent& e);
  void snap_async(TraceEvent& e);
  void fx_begin(TraceEvent& e);
  void fx_end(TraceEvent& e);
  void file_use(TraceEvent& e);
  void file_free(TraceEvent& e);

  // derive_restore.cc
  void fail_event(TraceEvent& e);
  void restart(TraceEvent& e);
  void rescale(TraceEvent& e);
  std::set<Value> gone_tasks(const Plan& next) const;
  void deploy(TraceEvent& e);
  Snapshot snapshot_for(const Value& cp, const Plan::Task& task) const;
  bool same_parallelism(const CheckpointNotes& n, const Plan::Task& task) const;
  void restore_state(TraceEvent& e, const Snapshot& s);
  void restore_queues(TraceEvent& e, const Plan::Task& task);
  void restore_marks(TraceEvent& e, const Plan::Task& task, const Snapshot& s);
  void restore(TraceEvent& e);
  void restore_list(TraceEvent& e);
  void restore_flight(TraceEvent& e);

  World world_;
  std::string problem_;
  const Plan::Task* task_ = nullptr;  // of the event at hand
  std::size_t op_index_ = 0;          // in the chain of that task
  Turn turn_;
  std::int64_t index_ = -1, physical_ = 0, step_ = 0, attempt_ = 1;
  bool deployed_ = false;     // attempts begin with a deploy event
  bool step_opened_ = false;  // by the turn at hand
  std::map<Value, CheckpointNotes> checkpoints_;
  ValueMap<std::int64_t> timer_events_;          // by row of the timer
  std::map<Value, std::int64_t> effect_events_;  // by fx
  std::map<Value, Timestamp> blocked_since_;     // by channel
  ValueMap<Timestamp> cell_written_;             // by row of the cell: stamps of time-to-live
  std::map<std::int64_t, Value> appended_;       // by event: the record whose element it added
  struct Written {
    std::int64_t event;
    Value tx;
  };
  ValueMap<std::vector<Written>> written_;  // by [op, record]
  ValueMap<std::int64_t> rows_of_tx_;
  std::optional<Timestamp> failed_at_;
  std::map<Value, Value> had_;  // by [part]: how far it was read when its execution ended
};

}  // namespace weir

// Operator: the contract between a chain and what runs in it; Flink's StreamOperator, for one or
// two inputs.
//   The chain calls an operator; an operator calls nothing but its context and its outputs. All
//   calls come from one turn of one task, never concurrently. Order of life: construct, open (state
//   is restored already), process…, finish, destroy; a failed task is destroyed without finish.
// Records: process() may take the record apart or move it on. A record made here goes out by `emit`
// (a new record in the
//   trace), one that is passed on unchanged by `forward`.
// Watermarks: the slot around the operator has combined the inputs. process_watermark by default
// moves the timer
//   service's clock, which fires due event timers, then hands the watermark on.
// Errors: user code throws UserError (core/user_error.h); the task fails with it.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/element.h"
#include "engine/state/key_context.h"
#include "engine/state/keyed_backend.h"
#include "engine/state/operator_state.h"
#include "engine/time/activity_clock.h"
#include "engine/time/timer_service.h"
#include "engine/trace/recorder.h"

namespace weir {

// Where results go: the next operator of the chain, a partitioned edge, several of them, or
// nowhere.
class Output {
 public:
  virtual ~Output() = default;
  virtual void collect(Record&& record) = 0;
  virtual void emit_watermark(Timestamp watermark) = 0;
  virtual void emit_status(bool idle) = 0;
};

struct Effect;
class Outside;

// Work outside the task that an operator asks for; it happens later, as pending work of its own
// (env/effect.h).
class EffectRequests {
 public:
  virtual ~EffectRequests() = default;
  virtual void request(Effect&& effect) = 0;
};

// What the chain gives an operator. Lives as long as the operator; pointers are never null unless
// said.
struct OperatorContext {
  std::string uid;
  std::uint32_t subtask = 0;
  Attempt attempt = 1;                             // of this execution
  CheckpointId job_restored_from = kNoCheckpoint;  // by another job: where this one began
  std::uint32_t run = 1;      // which process in a row of processes that go on with each other
  bool checkpoints = false;   // are taken periodically, and one at the end
  bool live_objects = false;  // JobConfig's
  bool named_keys = true;     // false: all records have one key, which only the engine knows of
  std::uint32_t parallelism = 1;
  std::uint32_t max_parallelism = 128;
  const Timestamp* now = nullptr;  // processing time of the turn
  const ActivityClock* activity = nullptr;
  TraceRecorder* trace = nullptr;  // nullptr: off
  KeyContext* keys = nullptr;
  KeyedStateBackend* backend = nullptr;  // nullptr: not keyed
  TimerService* timers = nullptr;
  OperatorStateStore* operator_state = nullptr;
  EffectRequests* effects = nullptr;
  Outside* outside = nullptr;
  Output* out = nullptr;
  struct Side {
    std::string tag;
    NameId name = 0;
    Output* out = nullptr;
  };
  std::vector<Side> sides;                 // connected side outputs only
  std::uint64_t late_records_dropped = 0;  // numLateRecordsDropped; starts at 0 in every execution

  // What idleness is measured with.
  Timestamp activity_time() const { return activity == nullptr ? *now : activity->at(*now); }
  // A record of this operator's making.
  void emit(Value value, std::optional<Timestamp> timestamp) {
    emit_to(out, std::move(value), timestamp);
  }
  // The record as it came in.
  void forward(Record& record) { out->collect(std::move(record)); }
  // nullptr: nobody listens to this tag; then the record is lost, as in Flink.
  Output* side(std::string_view tag) const {
    for (const Side& s : sides)
      if (s.tag == tag) return s.out;
    return nullptr;
  }
  void emit_to(Output* target, Value value, std::optional<Timestamp> timestamp);
};

class Operator {
 public:
  virtual ~Operator() = default;

  virtual void open(OperatorContext& context) { context_ = &context; }
  virtual void process(Record& record) = 0;  // first input
  virtual void process2(Record& record);     // second input; a bug where there is none
  virtual void process_watermark(Timestamp watermark);
  virtual void process_status(bool idle) { context_->out->emit_status(idle); }
  virtual void on_timer(const Timer& timer, TimeDomain domain);  // the timer's key is current
  // Processing time without a key: when the operator next wants to be called (Flink's
  // ProcessingTimeService); nullopt: not at all. Changes in open() and in the call only.
  virtual std::optional<Timestamp> next_call() const { return std::nullopt; }
  virtual void on_processing_time();
  virtual void prepare_snapshot(CheckpointId /*checkpoint*/) {
  }  // may still emit: in front of the barrier
  virtual void snapshot(CheckpointId /*checkpoint*/) {
  }  // writes operator state; keyed state is taken by the slot
  virtual void notify_complete(CheckpointId /*checkpoint*/) {}
  virtual void notify_aborted(CheckpointId /*checkpoint*/) {}
  virtual void effect_done(const Effect& /*effect*/) {}  // one that this operator asked for
  // True: the operator knows what to do about it; else it goes the way of all failures.
  virtual bool effect_failed(const Effect& /*effect*/, const Error& /*error*/) { return false; }
  virtual void end_input(int /*input*/) {}
  virtual void finish() {}  // may emit

 protected:
  OperatorContext& context() const { return *context_; }

 private:
  OperatorContext* context_ = nullptr;
};

}  // namespace weir

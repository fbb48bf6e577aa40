// OperatorChain: the operators of one task, calling each other directly; Flink's OperatorChain.
//   Each operator sits in a slot that gives it its key context, state, timers and outputs, and that
//   does for it what does not depend on the operator: key selection, watermark combining of two
//   inputs, snapshots, restore.
// Order (as Flink): opened last to first; a watermark fires all timers of an operator, whose
// records run through the rest of
//   the chain, before it enters the next; prepare_snapshot first to last, then the task sends the
//   barrier, then state is taken last to first; end_input and finish first to last; notifications
//   last to first.
// Ownership: the chain owns operators, backends and timers; the task owns the chain. Network
// outputs belong to the task. Errors: UserError out of any call; the chain is then only good for
// destruction.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/operators/key_selector.h"
#include "engine/operators/operator.h"
#include "engine/operators/source_operator.h"
#include "engine/time/watermark_valve.h"

namespace weir {

// One operator of the chain, as the graph describes it.
struct ChainLink {
  std::string uid;
  std::unique_ptr<Operator> op;
  std::size_t inputs = 1;
  std::vector<KeySelector> keys;  // per input; empty: not keyed
  bool says_key = true;           // trace the key: it is not a field whose name viewers know
  bool head = false;  // its records come over channels, with hash and group already known
  struct Target {
    std::string tag;                     // empty: main output
    std::optional<std::size_t> chained;  // operator of this chain …
    Output* network = nullptr;           // … or a way out
  };
  std::vector<Target> targets;
};

struct ChainConfig {
  std::uint32_t subtask = 0;
  Attempt attempt = 1;
  CheckpointId job_restored_from = kNoCheckpoint;
  std::uint32_t run = 1;
  bool checkpoints = false;
  bool live_objects = false;  // JobConfig's
  std::uint32_t parallelism = 1;
  std::uint32_t max_parallelism = 128;
  const TurnClock* clock = nullptr;
  const ActivityClock* activity = nullptr;  // nullptr: the chain can always go on
  bool* timers_changed = nullptr;           // set when a processing-time timer comes or goes
  bool* work_wanted = nullptr;              // set when a backend wants physical work
  TraceRecorder* trace = nullptr;
  KeyedBackendFactory* backends = nullptr;
  EffectRequests* effects = nullptr;
  Outside* outside = nullptr;
};

// The rest of a chain's snapshot: finish() gathers what the parts write. Destroying it cancels.
class ChainSnapshot {
 public:
  Result<TaskSnapshot> finish();

 private:
  friend class OperatorChain;
  struct Part {
    std::string uid;
    std::unique_ptr<KeyedSnapshotPart> keyed;  // may be null
    std::map<std::string, OperatorListState> lists;
  };
  std::vector<Part> parts_;
};

class OperatorChain {
 public:
  // Builds all slots and restores them; `restored` is nullptr at a first start. It holds, by uid,
  // what is this subtask's: handles may cover more key groups than the subtask owns.
  OperatorChain(std::vector<ChainLink> links, const ChainConfig& config,
                const TaskSnapshot* restored);
  ~OperatorChain();
  OperatorChain(const OperatorChain&) = delete;
  OperatorChain& operator=(const OperatorChain&) = delete;

  void open();

  // Into the head.
  void process(std::size_t input, Record& record);
  void process_watermark(std::size_t input, Timestamp watermark);
  void process_status(std::size_t input, bool idle);
  void end_input(std::size_t input);
  void finish();
  SourceOperator* source();  // nullptr: the head is no source

  void prepare_snapshot(CheckpointId checkpoint);
  std::unique_ptr<ChainSnapshot> snapshot(CheckpointId checkpoint);
  void notify_complete(CheckpointId checkpoint);
  void notify_aborted(CheckpointId checkpoint);
  void effect_done(const Effect& effect);  // to the operator of its uid
  bool effect_failed(const Effect& effect, const Error& error);

  std::size_t size() const { return slots_.size(); }
  // The operator's earliest processing-time timer or call, and its firing: one, false if none is
  // due.
  std::optional<Timestamp> next_processing_timer(std::size_t op) const;
  bool fire_processing_timer(std::size_t op);
  // A timer that its function has set; calls that an operator makes by itself do not count.
  bool has_processing_timer(std::size_t op) const;
  // Physical work of the operator's backend (keyed_backend.h).
  bool wants_backend_work(std::size_t op) const;
  void do_backend_work(std::size_t op);

  // Read-only views for tests, dump() and metrics.
  const OperatorContext& context(std::size_t op) const;
  Operator& op(std::size_t index);
  const Operator& op(std::size_t index) const;
  Timestamp current_watermark() const;  // of the head
  std::size_t keyed_entries(std::size_t op) const;

 private:
  class Slot;
  std::vector<std::unique_ptr<Slot>> slots_;
};

}  // namespace weir

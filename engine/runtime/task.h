// Task: one execution of a subtask: its chain, what comes in (valves, barriers, ends), what goes
// out (edges), and its part in checkpoints. A pure state machine: the job calls it for one turn at
// a time, and it answers through Network, ControlLinks and EffectQueue.
//   Life: construct with the state to restore, open(), turns, and either finished() or destruction
//   by failure or cancel. End of data: when all inputs have ended, the operators finish and end of
//   data goes on. With checkpoints the task then waits until one that contains its end is complete
//   (the final checkpoint); only then it ends its channels and is finished.
// A snapshot: prepare, barrier on, state (synchronous), then an asynchronous part, then the write;
//   it is acknowledged when that and every effect asked for before the barrier are done. An
//   unaligned one is written when the barriers of all channels have been read, with what was in
//   flight in front of them.
// Errors: UserError leaves any turn; the job then destroys the task and reports the failure.
// Follows Flink's StreamTask, CheckpointedInputGate and SubtaskCheckpointCoordinatorImpl.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "engine/checkpoint/barrier_handler.h"
#include "engine/env/effect.h"
#include "engine/graph/execution_plan.h"
#include "engine/operators/operator_chain.h"
#include "engine/runtime/control.h"
#include "engine/runtime/effect_queue.h"
#include "engine/runtime/network.h"
#include "engine/time/watermark_valve.h"

namespace weir {

// What tasks share; owned by the job.
struct TaskPorts {
  JobEnv& env;
  const JobGraph& graph;
  const ExecutionPlan& plan;
  Network& network;
  ControlLinks& links;
  EffectQueue& effects;
  std::uint64_t& tickets;
  const TurnClock& clock;
  CheckpointId job_restored_from;  // kNoCheckpoint: the job began with nothing
  std::uint32_t run;               // of the folder of checkpoints: processes count up
};

class Task final : private EffectRequests {
 public:
  Task(TaskPorts& ports, TaskId id, Attempt attempt, const TaskSnapshot* restored);
  ~Task() override;
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;

  void open();

  // Turns. The caller has checked that the work is pending, and set the clock.
  void read(ChannelId channel);
  void read_signal(ChannelId channel);  // the channel's first signal
  void poll();
  void fire_timer(std::uint32_t op);
  void do_backend_work(std::uint32_t op);
  void finish_snapshot(CheckpointId checkpoint);
  void on_trigger(const Barrier& barrier);
  // Stop with savepoint: the source reads no more, then the savepoint is taken. To drain, the
  // source ends first: watermark MAX, finished operators and the end of data are in the savepoint.
  void on_stop(const Barrier& barrier);
  void on_drain(const Barrier& barrier);
  // After that savepoint: the task is over, and its operators are not finished.
  void leave();
  void on_notify_complete(CheckpointId checkpoint);
  void on_notify_aborted(CheckpointId checkpoint);
  void on_effect(const Effect& effect, const Result<void>& outcome);

  // What is pending here, by ticket; 0: not.
  std::uint64_t poll_ticket() const { return poll_.ticket; }
  Timestamp poll_due() const { return poll_.due; }
  struct Timer {
    Timestamp at = 0;
    Timestamp due = 0;
    std::uint64_t ticket = 0;
  };
  // Per operator; then periodic emission, then the timeout of the alignment.
  const std::vector<Timer>& timers() const { return timers_; }
  // Physical work of each operator's backend. Empty if none has ever been wanted.
  struct BackendWork {
    Timestamp due = 0;
    std::uint64_t ticket = 0;
  };
  const std::vector<BackendWork>& backend_work() const { return backend_work_; }
  struct AsyncSnapshot {
    std::unique_ptr<ChainSnapshot> part;  // gone once written
    std::string name;                     // in storage, from then on
    Timestamp due = 0;
    std::uint64_t ticket = 0;  // 0: the asynchronous part is done
    std::size_t effects = 0;   // still to be done before it is acknowledged
    bool declined = false;
    bool collecting = false;            // unaligned: not all barriers have been read
    std::optional<TaskSnapshot> state;  // finished, and not written
    std::vector<std::vector<ChannelElement>> in_flight = {};  // per input channel
  };
  const std::map<CheckpointId, AsyncSnapshot>& snapshots() const { return snapshots_; }
  // After it became runnable again: polls and heads that came up in the meantime.
  void announce_parked();
  void park_poll() { poll_.parked = true; }
  // It reads, or will; or a timer that a function has set will go off.
  bool has_more_to_do() const;
  // Of a source that has read all there is and waits for more: since when.
  std::optional<Timestamp> drained_since() const { return drained_since_; }

  bool finished() const { return finished_; }
  const SourceOperator* source() const { return source_; }
  Attempt attempt() const { return attempt_; }
  const OperatorChain& chain() const { return *chain_; }
  OperatorChain& chain() { return *chain_; }
  const WatermarkValve& valve(std::size_t input) const { return valves_[input]; }
  const BarrierHandler* barriers() const { return barriers_.get(); }  // nullptr: a source
  bool data_ended(std::size_t channel) const { return data_ended_[channel]; }
  std::size_t inputs() const { return valves_.size(); }
  std::size_t index_in_input(std::size_t channel) const { return index_in_input_[channel]; }
  // An unaligned snapshot has been taken, and not all barriers have been read.
  bool collecting() const { return collecting_ != kNoCheckpoint; }
  bool past_end_of_data() const { return past_end_; }

 private:
  class EdgeOutput;
  void request(Effect&& effect) override;
  void build_chain(const TaskSnapshot* restored);
  void count_channels();

  void read_watermark(std::size_t index, ChannelId channel, const ChannelElement& element);
  void read_status(std::size_t index, ChannelId channel, const ChannelElement& element);
  void read_barrier(std::size_t index, ChannelId channel, const Barrier& barrier);
  void read_cancel(std::size_t index, ChannelId channel, CheckpointId checkpoint);
  void read_end_of_data(std::size_t index, ChannelId channel, bool savepoint_follows);
  void read_end_of_partition(std::size_t index, ChannelId channel);
  void apply(std::size_t input, const ValveOutput& out);
  void act(BarrierActions& actions);  // they are gone then
  void alignment_timed_out();
  void keep_in_flight(std::size_t index, ChannelId channel, const ChannelElement& element);
  void keep_queued(std::size_t index, ChannelId channel, std::size_t count);
  void finish_collecting();
  std::vector<InFlightChannel> in_flight_of(AsyncSnapshot& snapshot) const;

  void make_edges();
  bool makes_watermarks(const JobVertex& vertex, std::uint32_t op) const;
  void broadcast(const ChannelElement& element);
  void broadcast(const ChannelElement& element, const EdgeOutput& speaker);
  void watermark_out(Timestamp watermark, const EdgeOutput& speaker);
  void status_out(bool idle, const EdgeOutput& speaker);
  void end_source();
  void end_of_data();
  void end_of_partition();
  void end_task();
  bool ends_with_checkpoint() const {
    return savepoint_follows_ || ports_.graph.stream.config.checkpoints.interval > 0;
  }

  void send_barrier(const Barrier& barrier);
  void take_snapshot(const Barrier& barrier);
  void maybe_write(CheckpointId checkpoint);
  void maybe_acknowledge(CheckpointId checkpoint);
  void decline(CheckpointId checkpoint, const std::string& why);
  void forget_snapshots_below(CheckpointId checkpoint);
  void tell_master(ControlKind kind, CheckpointId checkpoint, std::string text);
  void announce_poll(Timestamp due);
  void announce_timers();
  // At the end of a turn.
  void announce_changes() {
    if (timers_changed_) announce_timers();
    if (work_wanted_) [[unlikely]]
      announce_backend_work();
  }
  void announce_backend_work();
  TraceRecorder* trace() const { return ports_.env.trace; }
  const PlannedTask& planned() const { return planned_; }

  TaskPorts& ports_;
  TaskId id_;
  const PlannedTask& planned_;  // a plan outlives its tasks
  Attempt attempt_;
  std::vector<std::unique_ptr<EdgeOutput>> edges_;
  std::unique_ptr<OperatorChain> chain_;
  SourceOperator* source_ = nullptr;
  std::vector<WatermarkValve> valves_;       // per input
  std::vector<std::size_t> index_in_input_;  // of each channel
  std::vector<std::size_t> open_channels_;   // per input: those without end of data
  std::vector<bool> data_ended_;             // of each channel
  std::size_t open_partitions_ = 0;
  std::unique_ptr<BarrierHandler> barriers_;  // none for sources
  BarrierActions spare_actions_;              // empty: memory for the next ones
  struct Poll {
    Timestamp due = 0;
    std::uint64_t ticket = 0;
    bool parked = false;
  } poll_;
  Timer& emission() { return timers_[timers_.size() - 2]; }
  std::vector<Timer> timers_;
  bool timers_changed_ = true;  // what announce_timers() looks at, since it last did
  bool work_wanted_ = false;    // a backend has begun to want physical work
  std::vector<BackendWork> backend_work_;
  std::map<CheckpointId, AsyncSnapshot> snapshots_;
  CheckpointId collecting_ = kNoCheckpoint;  // the unaligned checkpoint whose barriers are missing
  struct Overtaken {
    ChannelId channel = 0;
    std::size_t elements = 0;
  } overtaken_;  // by the barrier that is being read
  std::optional<CheckpointId>
      first_after_end_;             // the first checkpoint whose snapshot holds the end of data
  bool stopped_ = false;            // a source that reads no more
  bool savepoint_follows_ = false;  // after the end of data
  bool past_end_ = false;
  std::optional<Timestamp> drained_since_;
  bool partitions_ended_ = false;
  bool finished_ = false;
};

}  // namespace weir

// JobMaster: decides about deployment, checkpoints, failures and restarts; Flink's JobMaster with
// its scheduler and checkpoint coordinator. It talks to tasks only by control messages, and to the
// job through JobMasterHost.
//   Volatile: pending checkpoints, timers, what it knows of the tasks. crash() loses them; the
//   store of completed checkpoints survives, and the job starts again from it. A failed task fails
//   its region, which here is the whole job: all others are cancelled, and when none is left, and
//   the restart strategy allows, the next attempt begins after the strategy's delay.
// A checkpoint is complete when its metadata is durable; until then nobody is told and nothing is
//   dropped. A new master finds the metadata of what the old one was storing, or it never was.
// End: when all tasks have reached the end of data and checkpoints are on, the final checkpoint is
// triggered; when all have
//   finished, so has the job.
#pragma once
#include <compare>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/checkpoint/coordinator.h"
#include "engine/checkpoint/restart_strategy.h"
#include "engine/runtime/control.h"
#include "engine/runtime/effect_queue.h"
#include "engine/runtime/task.h"

namespace weir {

enum class JobStatus : std::uint8_t {
  kCreated,
  kRunning,
  kRestarting,
  kFinished,
  kFailed,
  kStopped
};
const char* job_status_name(JobStatus status);  // "RUNNING", …

// What becomes of the job with a savepoint.
enum class StopMode : std::uint8_t { kGoOn, kStop, kDrain };

class JobMasterHost {
 public:
  virtual ~JobMasterHost() = default;
  // A new plan, empty channels and links, the state of `from` read and dealt out; then the master
  // deploys.
  virtual Result<void> begin_attempt(Attempt attempt, const std::vector<std::string>& handles,
                                     std::optional<CheckpointId> from) = 0;
};

class JobMaster {
 public:
  JobMaster(TaskPorts& ports, JobMasterHost& host, CompletedCheckpointStore& store);

  // Handles of a checkpoint of an earlier job to start from; empty: from nothing.
  // `retained`: complete checkpoints of this job in earlier processes, dropped as newer ones come.
  void start(const std::vector<std::string>& handles, std::optional<CheckpointId> from,
             const std::vector<CompletedCheckpoint>& retained = {});
  void on_message(TaskId from, const ControlMessage& message);
  void on_timer(std::uint32_t kind, std::uint32_t id);
  void on_effect(const Effect& effect, const Result<void>& outcome);
  // Everything volatile is gone, and with the master all tasks (the job has destroyed them).
  void crash();
  // With kStop and kDrain it is the last thing: periodic checkpoints end, and when it is complete
  // all tasks are told and end. If it fails, the job fails over and goes on.
  void trigger_savepoint(StopMode mode);

  JobStatus status() const { return status_; }
  const std::string& failure() const { return failure_; }
  Attempt attempt() const { return attempt_; }
  std::uint64_t restarts() const { return restarts_; }
  std::uint64_t completed_checkpoints() const { return completed_; }
  std::uint64_t aborted_checkpoints() const { return aborted_; }
  std::vector<std::string> handles_of(const CompletedCheckpoint& checkpoint) const;
  std::optional<CheckpointId> stopped_with() const;  // the savepoint that ended the job
  const CheckpointCoordinator& coordinator() const { return *coordinator_; }

  // Timers, by (kind, id); kind counts CoordinatorTimer first, then kRestart.
  static constexpr std::uint32_t kRestart = 3;
  struct TimerKey {
    std::uint32_t kind = 0;
    std::uint32_t id = 0;
    auto operator<=>(const TimerKey&) const = default;
  };
  struct Timer {
    Timestamp at = 0;
    std::uint64_t ticket = 0;
  };
  const std::map<TimerKey, Timer>& timers() const { return timers_; }

 private:
  enum class TaskState : std::uint8_t {
    kDeploying,
    kRunning,
    kFinished,
    kFailed,
    kCanceling,
    kCanceled
  };

  void deploy();
  void apply(CoordinatorActions& actions);  // they are gone then
  void apply(const CoordinatorAction& action);
  void on_running(TaskId task);
  void on_ack(TaskId task, const ControlMessage& message);
  void on_decline(TaskId task, const ControlMessage& message);
  void on_end_of_data();
  void on_finished(TaskId task);
  void on_failed(TaskId task, const std::string& cause);
  void fail_over(const std::string& cause);
  void cancel_all();
  void maybe_restart();
  void restart();
  void store(CheckpointId checkpoint);
  bool is_stored(CheckpointId checkpoint) const;
  void adopt(const PendingCheckpoint& pending);
  void completed(CheckpointId checkpoint);
  void aborted(CheckpointId checkpoint, CheckpointFailureReason reason);
  void give_up_stopping();
  void resume_periodic();
  void decline_what_waits_for(TaskId task);
  ControlKind trigger_kind(const CoordinatorAction& action);
  bool needed(const std::string& folder) const;
  void delete_checkpoint(CheckpointId checkpoint);
  void schedule(std::uint32_t kind, std::uint32_t id, Timestamp at);
  void send(TaskId to, ControlKind kind, const Barrier& barrier);
  void set_status(JobStatus status);
  bool all(TaskState state) const;
  bool terminal(TaskState state) const;
  Timestamp now() const { return ports_.clock.now; }
  TraceRecorder* trace() const { return ports_.env.trace; }

  TaskPorts& ports_;
  JobMasterHost& host_;
  CompletedCheckpointStore& store_;
  std::unique_ptr<CheckpointCoordinator> coordinator_;
  CoordinatorActions spare_;  // empty: memory for the next ones
  std::unique_ptr<RestartStrategy> restart_strategy_;
  std::map<TimerKey, Timer> timers_;
  std::vector<TaskState> tasks_;
  std::map<TaskId, std::string> final_handles_;  // what finished tasks had stored last
  std::size_t past_end_ = 0;
  JobStatus status_ = JobStatus::kCreated;
  std::string failure_;
  Attempt attempt_ = 0;
  std::uint64_t restarts_ = 0;
  std::uint64_t completed_ = 0;
  std::uint64_t aborted_ = 0;
  Timestamp restart_at_ = 0;
  struct Start {  // what the first attempt started from: a checkpoint of another job
    std::vector<std::string> handles;
    std::optional<CheckpointId> from;
  } start_;
  struct Stop {
    StopMode mode = StopMode::kGoOn;
    CheckpointId savepoint = kNoCheckpoint;  // none: not triggered yet
    std::vector<TaskId> told = {};           // the sources, unless they have finished
    bool complete = false;                   // no way back
  } stop_;
};

}  // namespace weir

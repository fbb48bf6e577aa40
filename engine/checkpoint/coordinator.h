// CheckpointCoordinator: when checkpoints begin, and what becomes of them.
//   It knows task ids, calls no task and keeps no clock: it is told what happened, and answers with
//   actions. It is the same for the simulator, the inline driver and the tests.
//   At most max_concurrent checkpoints are pending; further requests wait in a queue (savepoints
//   first, then manual ones, then periodic ones). A savepoint begins at once. Between the
//   completion of one and a periodic trigger of the next lies at least min_pause. A checkpoint that
//   completes aborts older pending ones; savepoints are never aborted by others. More than
//   tolerable_failures failures in a row that count fail the job. A checkpoint that all tasks have
//   acknowledged is complete once it is stored: until then it can only fail by that.
// Order: actions are to be carried out in the order given.
// Timers: a kSchedule action asks for on_timer(timer, id) at `at`; timers that are over are ignored
//   when they come.
// Errors: none; a message about a checkpoint that is not pending is ignored, as it may simply be
//   late.
// Follows Flink's CheckpointCoordinator, CheckpointRequestDecider and CheckpointFailureManager.
#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/checkpoint/completed_store.h"
#include "engine/checkpoint/failure_reason.h"
#include "engine/checkpoint/pending_checkpoint.h"

namespace weir {

struct CheckpointConfig {
  Duration interval = 0;  // 0: no periodic checkpoints
  Duration timeout = 600'000;
  Duration min_pause = 0;
  std::size_t max_concurrent = 1;
  std::uint64_t tolerable_failures = 0;
  Alignment alignment = Alignment::kAligned;  // savepoints are always aligned, unless at least once
  Duration aligned_timeout = 0;               // with kAlignedWithTimeout
};

// kQueued: a place has become free for a request that waits. It is a timer, due at once, because in
// Flink what happens at the same time comes before it.
enum class CoordinatorTimer : std::uint8_t { kPeriodic, kTimeout, kQueued };

struct CoordinatorAction {
  enum class Kind : std::uint8_t {
    kTrigger,         // tell `tasks` to begin `checkpoint` with `options`
    kSchedule,        // call on_timer(timer, timer_id) at `at`
    kStore,           // all have acknowledged: make it durable, then call stored(); one at a time
    kCompleted,       // it is in the store
    kDropped,         // the store does not keep this one any more: delete what it holds
    kAborted,         // for `reason`; what its tasks stored is to be deleted
    kNotifyComplete,  // tell `tasks`
    kNotifyAborted,   // tell `tasks`
    kRejected,        // a request by hand got no id, for `reason`
    kFailJob,         // too many failures; `task` is to blame, if one is
  };
  Kind kind = Kind::kTrigger;
  CheckpointId checkpoint = kNoCheckpoint;
  BarrierOptions options = {};
  std::vector<TaskId> tasks = {};
  CheckpointFailureReason reason = CheckpointFailureReason::kCheckpointDeclined;
  CoordinatorTimer timer = CoordinatorTimer::kPeriodic;
  std::uint32_t timer_id = 0;
  Timestamp at = 0;
  std::optional<TaskId> task = {};
  bool operator==(const CoordinatorAction&) const = default;
};
using CoordinatorActions = std::vector<CoordinatorAction>;

class CheckpointCoordinator {
 public:
  // The store outlives the coordinator. No task runs yet.
  CheckpointCoordinator(const CheckpointConfig& config, CheckpointTopology topology,
                        CompletedCheckpointStore& store);

  // What tasks do. A new plan (restart at another parallelism) is a new topology, with no
  // checkpoint pending.
  void set_topology(CheckpointTopology topology);
  void set_task(TaskId task, TaskProgress progress);
  // A task has failed: checkpoints it has not acknowledged cannot complete.
  void task_failed(TaskId task, Timestamp now, CoordinatorActions& out);

  // Periodic checkpoints from `first` on. (In Flink a random time between min_pause and interval
  // from now.)
  void start_periodic(Timestamp first, CoordinatorActions& out);
  // Ends them, and aborts what is pending or waiting: CHECKPOINT_COORDINATOR_SUSPEND.
  void stop_periodic(Timestamp now, CoordinatorActions& out);
  // One by hand: not subject to min_pause. kFinal: the one after the end of all input.
  void trigger(CheckpointType type, Timestamp now, CoordinatorActions& out);

  void acknowledge(CheckpointId checkpoint, TaskId task, std::string handle,
                   CoordinatorActions& out);
  void decline(CheckpointId checkpoint, TaskId task, CheckpointFailureReason reason, Timestamp now,
               CoordinatorActions& out);
  // The answer to kStore: it is durable, or could not be made so (FINALIZE_CHECKPOINT_FAILURE).
  void stored(CheckpointId checkpoint, bool ok, Timestamp now, CoordinatorActions& out);
  void on_timer(CoordinatorTimer timer, std::uint32_t id, Timestamp now, CoordinatorActions& out);
  void abort_all(CheckpointFailureReason reason, Timestamp now, CoordinatorActions& out);

  const std::map<CheckpointId, PendingCheckpoint>& pending() const { return pending_; }
  const CompletedCheckpointStore& store() const { return store_; }
  // What would be complete if it were stored; of one for which kStore was said.
  CompletedCheckpoint completed(const PendingCheckpoint& pending, Timestamp now) const;
  bool storing() const;
  bool periodic() const { return periodic_; }
  std::size_t waiting_requests() const { return queue_.size(); }

 private:
  struct Request {
    CheckpointType type;
    bool periodic;
    bool is_savepoint() const { return type == CheckpointType::kSavepoint; }
    int rank() const { return is_savepoint() ? 0 : periodic ? 2 : 1; }
  };
  void request(const Request& request, Timestamp now, CoordinatorActions& out);
  void start_waiting(Timestamp now, CoordinatorActions& out);
  void start(const Request& request, Timestamp now, CoordinatorActions& out);
  BarrierOptions options_of(const Request& request, Timestamp now) const;
  void schedule_periodic(Timestamp at, CoordinatorActions& out);
  void schedule_queued(Timestamp now, CoordinatorActions& out);
  void store_next(CoordinatorActions& out);
  void complete(const PendingCheckpoint& done, Timestamp now, CoordinatorActions& out);
  void abort(CheckpointId id, CheckpointFailureReason reason, std::optional<TaskId> task,
             Timestamp now, CoordinatorActions& out);
  void give_up(const PendingCheckpoint& failed, CheckpointFailureReason reason,
               std::optional<TaskId> task, Timestamp now, CoordinatorActions& out);
  void count_failure(const PendingCheckpoint& failed, CheckpointFailureReason reason,
                     std::optional<TaskId> task, CoordinatorActions& out);
  bool all_tasks_ready() const;
  bool any_task_running() const;

  CheckpointConfig config_;
  CheckpointTopology topology_;
  std::vector<TaskProgress> progress_;
  CompletedCheckpointStore& store_;
  std::map<CheckpointId, PendingCheckpoint> pending_;
  std::deque<Request> queue_;  // by rank, then by arrival
  bool periodic_ = false;
  std::uint32_t periodic_timer_ = 0;  // older periodic timers are over
  std::optional<Timestamp> last_completion_;
  std::uint64_t failures_ = 0;      // in a row
  std::set<CheckpointId> counted_;  // each counts once
  CheckpointId last_success_ = kNoCheckpoint;
};

}  // namespace weir

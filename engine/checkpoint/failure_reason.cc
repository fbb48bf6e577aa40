// Tested by tests/checkpoint/coordinator_test.cc and the vectors
//   runtime/checkpoint_coordinator.json.
#include "engine/checkpoint/failure_reason.h"

#include "engine/core/check.h"

namespace weir {
namespace {

using Reason = CheckpointFailureReason;

struct Row {
  Reason reason;
  const char* name;
  bool preflight;
  bool counts;
};

// In the order of the enum, so that a reason is an index.
constexpr Row kRows[] = {
    {Reason::kPeriodicSchedulerShutdown, "PERIODIC_SCHEDULER_SHUTDOWN", true, false},
    {Reason::kTooManyCheckpointRequests, "TOO_MANY_CHECKPOINT_REQUESTS", true, false},
    {Reason::kMinimumTimeBetweenCheckpoints, "MINIMUM_TIME_BETWEEN_CHECKPOINTS", true, false},
    {Reason::kNotAllRequiredTasksRunning, "NOT_ALL_REQUIRED_TASKS_RUNNING", true, false},
    {Reason::kIoException, "IO_EXCEPTION", true, true},
    {Reason::kCheckpointAsyncException, "CHECKPOINT_ASYNC_EXCEPTION", false, true},
    {Reason::kCheckpointExpired, "CHECKPOINT_EXPIRED", false, true},
    {Reason::kCheckpointSubsumed, "CHECKPOINT_SUBSUMED", false, false},
    {Reason::kCheckpointDeclined, "CHECKPOINT_DECLINED", false, true},
    {Reason::kCheckpointDeclinedTaskNotReady, "CHECKPOINT_DECLINED_TASK_NOT_READY", false, false},
    {Reason::kCheckpointDeclinedTaskClosing, "CHECKPOINT_DECLINED_TASK_CLOSING", false, false},
    {Reason::kCheckpointDeclinedSubsumed, "CHECKPOINT_DECLINED_SUBSUMED", false, false},
    {Reason::kCheckpointDeclinedOnCancellationBarrier,
     "CHECKPOINT_DECLINED_ON_CANCELLATION_BARRIER", false, false},
    {Reason::kCheckpointDeclinedInputEndOfStream, "CHECKPOINT_DECLINED_INPUT_END_OF_STREAM", false,
     false},
    {Reason::kCheckpointCoordinatorShutdown, "CHECKPOINT_COORDINATOR_SHUTDOWN", false, false},
    {Reason::kCheckpointCoordinatorSuspend, "CHECKPOINT_COORDINATOR_SUSPEND", false, false},
    {Reason::kJobFailoverRegion, "JOB_FAILOVER_REGION", false, false},
    {Reason::kTaskFailure, "TASK_FAILURE", false, false},
    {Reason::kTaskCheckpointFailure, "TASK_CHECKPOINT_FAILURE", false, false},
    {Reason::kFinalizeCheckpointFailure, "FINALIZE_CHECKPOINT_FAILURE", false, false},
    {Reason::kTriggerCheckpointFailure, "TRIGGER_CHECKPOINT_FAILURE", false, false},
};

const Row& row(Reason reason) {
  const Row& found = kRows[static_cast<std::size_t>(reason)];
  WEIR_CHECK(found.reason == reason, "the table of failure reasons is out of order");
  return found;
}

}  // namespace

const char* name_of(CheckpointFailureReason reason) { return row(reason).name; }

std::optional<CheckpointFailureReason> parse_failure_reason(std::string_view name) {
  for (const Row& r : kRows) {
    if (name == r.name) return r.reason;
  }
  return std::nullopt;
}

bool is_preflight(CheckpointFailureReason reason) { return row(reason).preflight; }
bool counts_against_tolerance(CheckpointFailureReason reason) { return row(reason).counts; }

}  // namespace weir

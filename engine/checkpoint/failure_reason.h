// Why a checkpoint was given up or never began: Flink's CheckpointFailureReason, under Flink's
//   names. "Preflight" reasons concern the job master alone: a task that reports one is not to
//   blame for it.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace weir {

enum class CheckpointFailureReason : std::uint8_t {
  kPeriodicSchedulerShutdown,
  kTooManyCheckpointRequests,
  kMinimumTimeBetweenCheckpoints,
  kNotAllRequiredTasksRunning,
  kIoException,
  kCheckpointAsyncException,
  kCheckpointExpired,
  kCheckpointSubsumed,
  kCheckpointDeclined,
  kCheckpointDeclinedTaskNotReady,
  kCheckpointDeclinedTaskClosing,
  kCheckpointDeclinedSubsumed,
  kCheckpointDeclinedOnCancellationBarrier,
  kCheckpointDeclinedInputEndOfStream,
  kCheckpointCoordinatorShutdown,
  kCheckpointCoordinatorSuspend,
  kJobFailoverRegion,
  kTaskFailure,
  kTaskCheckpointFailure,
  kFinalizeCheckpointFailure,
  kTriggerCheckpointFailure,
};

const char* name_of(CheckpointFailureReason reason);  // "CHECKPOINT_EXPIRED"
std::optional<CheckpointFailureReason> parse_failure_reason(std::string_view name);
bool is_preflight(CheckpointFailureReason reason);
// Does a failure for this reason count against the number of failures that a job tolerates?
bool counts_against_tolerance(CheckpointFailureReason reason);

}  // namespace weir

// PendingCheckpoint: a checkpoint that has an id and waits for its tasks; and the plan it was made
//   by. A plan says which tasks are told to begin (those that run and have no running task
//   upstream: usually the sources), which must acknowledge (those that run), and which had finished
//   before.
// Follows Flink's PendingCheckpoint and DefaultCheckpointPlanCalculator.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/core/element.h"
#include "engine/core/ids.h"

namespace weir {

// What the coordinator has to know of a job: for each task the tasks that send to it.
struct CheckpointTopology {
  std::vector<std::vector<TaskId>> upstream;
};

enum class TaskProgress : std::uint8_t { kNotRunning, kRunning, kFinished };

struct CheckpointPlan {
  std::vector<TaskId> to_trigger;
  std::vector<TaskId> to_acknowledge;  // and to notify
  std::vector<TaskId> finished;
};

// Needs every task to run or to have finished.
CheckpointPlan make_checkpoint_plan(const CheckpointTopology& topology,
                                    const std::vector<TaskProgress>& progress);

struct PendingCheckpoint {
  CheckpointId id = kNoCheckpoint;
  BarrierOptions options;
  CheckpointPlan plan;
  std::map<TaskId, std::string> handles;  // of the tasks that have acknowledged
  bool storing = false;  // all have; it is being made durable, and nothing aborts it any more
  bool is_savepoint() const { return options.type == CheckpointType::kSavepoint; }
  bool fully_acknowledged() const { return handles.size() == plan.to_acknowledge.size(); }
};

}  // namespace weir

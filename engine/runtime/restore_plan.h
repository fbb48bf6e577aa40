// RestorePlan: the state of a checkpoint, dealt out to the tasks of a plan, at the same or another
// parallelism.
//   Operators are found by uid. Keyed state goes by key group, lists by their mode
//   (state/redistribution.h); an operator that is new starts empty. State that no operator of the
//   job owns is refused unless it may be left behind.
// Errors: kRestoreRefused (max parallelism, unknown uid), kIo, kCorrupt with the name of the file.
// Follows Flink's StateAssignmentOperation.
#pragma once
#include <string>
#include <vector>

#include "engine/checkpoint/task_snapshot.h"
#include "engine/env/storage.h"
#include "engine/graph/execution_plan.h"

namespace weir {

// Per task of the plan. `stored` are all task snapshots of one checkpoint, in order of task.
Result<std::vector<TaskSnapshot>> plan_restore(const JobGraph& graph, const ExecutionPlan& plan,
                                               std::vector<StoredTaskSnapshot> stored,
                                               bool allow_non_restored_state = false);

Result<std::vector<StoredTaskSnapshot>> read_checkpoint(CheckpointStorage& storage,
                                                        const std::vector<std::string>& names);

}  // namespace weir

// RestorePlan: the state of a checkpoint, dealt out to the tasks of a plan, at the same or another
// parallelism.
//   Operators are found by uid. Keyed state goes by key group, lists by their mode
//   (state/redistribution.h); an operator that is new starts empty. State that no operator of the
//   job owns is refused unless it may be left behind. What was in flight goes back to the channel
//   it was on, or, if the edge has another parallelism, to those that take its channels over
//   (checkpoint/in_flight_rescale.h), record by record.
// Errors: kRestoreRefused (max parallelism, unknown uid, data in flight on an edge that the job
// does not have), kIo, kCorrupt with the name of the file. Follows Flink's
// StateAssignmentOperation.
#pragma once
#include <string>
#include <vector>

#include "engine/checkpoint/task_snapshot.h"
#include "engine/env/storage.h"
#include "engine/graph/execution_plan.h"

namespace weir {

struct RestoredChannel {
  ChannelId channel = 0;
  std::vector<ChannelElement> elements;  // first to last
  // Where each of them was: old channel, and place among what was in flight there. None if nothing
  // has moved.
  struct Origin {
    std::string channel;
    std::int64_t place = 0;
  };
  std::vector<Origin> origins;
};

struct RestoredTask {
  TaskSnapshot state;
  std::vector<RestoredChannel> in_flight;  // of its inputs, in order of channel
};

// Per task of the plan. `stored` are all task snapshots of one checkpoint, in order of task.
Result<std::vector<RestoredTask>> plan_restore(const JobGraph& graph, const ExecutionPlan& plan,
                                               std::vector<StoredTaskSnapshot> stored,
                                               bool allow_non_restored_state = false);

Result<std::vector<StoredTaskSnapshot>> read_checkpoint(CheckpointStorage& storage,
                                                        const std::vector<std::string>& names);

}  // namespace weir

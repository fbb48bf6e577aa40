// CompletedCheckpointStore: the checkpoints one can go back to, and the counter of checkpoint ids.
//   It keeps the last `retained` checkpoints in order of completion; adding one more drops the
//   oldest. Savepoints are kept beside them, until they are forgotten by hand.
//   What a task stored is an opaque handle (a name in the checkpoint storage); the bytes belong to
//   the storage.
// Ownership: outlives the job master, the coordinator and all tasks.
// Follows Flink's StandaloneCompletedCheckpointStore and StandaloneCheckpointIDCounter.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/element.h"
#include "engine/core/ids.h"
#include "engine/core/time.h"

namespace weir {

struct TaskHandle {
  TaskId task = 0;
  std::string handle;
  bool operator==(const TaskHandle&) const = default;
};

struct CompletedCheckpoint {
  CheckpointId id = kNoCheckpoint;
  CheckpointType type = CheckpointType::kCheckpoint;
  Timestamp started = 0;
  Timestamp completed = 0;
  std::vector<TaskHandle> tasks;  // by task
  std::vector<TaskId> finished;   // had finished when the checkpoint started: they have no handle
  bool operator==(const CompletedCheckpoint&) const = default;
};

class CompletedCheckpointStore {
 public:
  explicit CompletedCheckpointStore(std::size_t retained = 1);

  // From 1, each once, whoever asks.
  CheckpointId next_id() { return ++last_id_; }
  // A job that starts from checkpoint `id` of another one counts on behind it.
  void count_from(CheckpointId id) { last_id_ = id > last_id_ ? id : last_id_; }

  // Returns the ids that are not kept any more, oldest first. Savepoints drop nothing.
  std::vector<CheckpointId> add(CompletedCheckpoint checkpoint);
  // The one a restart goes back to; nullptr: there is none. Pointers live until the next add() or
  // forget().
  const CompletedCheckpoint* latest() const;
  const CompletedCheckpoint* find(CheckpointId id) const;  // savepoints, too
  void forget(CheckpointId id);
  const std::vector<CompletedCheckpoint>& retained() const { return checkpoints_; }  // oldest first
  const std::vector<CompletedCheckpoint>& savepoints() const { return savepoints_; }

 private:
  std::size_t limit_;
  std::vector<CompletedCheckpoint> checkpoints_;
  std::vector<CompletedCheckpoint> savepoints_;
  CheckpointId last_id_ = kNoCheckpoint;
};

}  // namespace weir

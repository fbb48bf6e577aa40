// Tested by tests/checkpoint/completed_store_test.cc.
#include "engine/checkpoint/completed_store.h"

#include "engine/core/check.h"

namespace weir {

CompletedCheckpointStore::CompletedCheckpointStore(std::size_t retained) : limit_(retained) {
  WEIR_CHECK(retained > 0, "a store that retains no checkpoint");
}

std::vector<CheckpointId> CompletedCheckpointStore::add(CompletedCheckpoint checkpoint) {
  WEIR_CHECK(find(checkpoint.id) == nullptr, "a checkpoint is completed once");
  std::vector<CheckpointId> dropped;
  if (checkpoint.type == CheckpointType::kSavepoint) {
    savepoints_.push_back(std::move(checkpoint));
    return dropped;
  }
  checkpoints_.push_back(std::move(checkpoint));
  while (checkpoints_.size() > limit_) {
    dropped.push_back(checkpoints_.front().id);
    checkpoints_.erase(checkpoints_.begin());
  }
  return dropped;
}

const CompletedCheckpoint* CompletedCheckpointStore::latest() const {
  return checkpoints_.empty() ? nullptr : &checkpoints_.back();
}

const CompletedCheckpoint* CompletedCheckpointStore::find(CheckpointId id) const {
  for (const CompletedCheckpoint& c : checkpoints_) {
    if (c.id == id) return &c;
  }
  for (const CompletedCheckpoint& c : savepoints_) {
    if (c.id == id) return &c;
  }
  return nullptr;
}

void CompletedCheckpointStore::forget(CheckpointId id) {
  std::erase_if(checkpoints_, [id](const CompletedCheckpoint& c) { return c.id == id; });
  std::erase_if(savepoints_, [id](const CompletedCheckpoint& c) { return c.id == id; });
}

}  // namespace weir

// Tests engine/checkpoint/completed_store.h.
#include "engine/checkpoint/completed_store.h"

#include "tests/catch.h"

namespace weir {
namespace {

CompletedCheckpoint completed(CheckpointId id, CheckpointType type = CheckpointType::kCheckpoint) {
  return {id, type, 0, 10, {{0, "cp-" + std::to_string(id) + "/0"}}, {}};
}

TEST_CASE("the store keeps the last checkpoints and says which one it drops") {
  CompletedCheckpointStore store(2);
  CHECK(store.latest() == nullptr);
  CHECK(store.add(completed(1)).empty());
  CHECK(store.add(completed(2)).empty());
  CHECK(store.add(completed(4)) == std::vector<CheckpointId>{1});
  CHECK(store.latest()->id == 4);
  CHECK(store.latest()->tasks[0].handle == "cp-4/0");
  CHECK(store.find(1) == nullptr);
  CHECK(store.find(2)->id == 2);
  CHECK(store.retained().size() == 2);
}

TEST_CASE("savepoints are kept beside the checkpoints, and a restart does not go back to them") {
  CompletedCheckpointStore store;
  store.add(completed(1));
  CHECK(store.add(completed(2, CheckpointType::kSavepoint)).empty());
  CHECK(store.latest()->id == 1);
  CHECK(store.find(2)->type == CheckpointType::kSavepoint);
  CHECK(store.add(completed(3)) == std::vector<CheckpointId>{1});
  CHECK(store.find(2) != nullptr);
  store.forget(2);
  store.forget(9);
  CHECK(store.find(2) == nullptr);
  CHECK(store.savepoints().empty());
}

TEST_CASE("the final checkpoint is a checkpoint like any other") {
  CompletedCheckpointStore store;
  store.add(completed(1));
  CHECK(store.add(completed(2, CheckpointType::kFinal)) == std::vector<CheckpointId>{1});
  CHECK(store.latest()->type == CheckpointType::kFinal);
}

TEST_CASE("ids begin at 1 and are never given twice") {
  CompletedCheckpointStore store;
  CHECK(store.next_id() == 1);
  store.add(completed(1));
  CHECK(store.next_id() == 2);
  CHECK(store.next_id() == 3);
}

}  // namespace
}  // namespace weir

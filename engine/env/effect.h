// Effect: something a task or the job master wants done outside. Never done inside the turn that
// asks for it: it becomes pending work, so that a crash can fall before and after it.
//   Effects of a failed execution that have not happened yet never happen. Running an effect twice
//   must be harmless.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "engine/core/ids.h"
#include "engine/core/value.h"

namespace weir {

enum class EffectKind : std::uint8_t {
  kWriteCheckpoint,     // bytes -> checkpoint storage, under `name`
  kDeleteCheckpoint,    // everything of `checkpoint` goes
  kPrepareTransaction,  // rows -> outside, durable but not visible
  kCommitTransaction,   // becomes visible
  kAbortTransaction,
  kAppendFile,   // bytes -> `staged` from `offset` on: a piece of what will be staged
  kStageFile,    // the same, durable, under a name that readers skip
  kPublishFile,  // `staged` becomes `file`; `stages`: staged first
  kCleanFiles,   // what earlier executions left staged in folder `file` goes, but not `keep`
};

struct Effect {
  EffectKind kind = EffectKind::kWriteCheckpoint;
  std::string name;                         // storage name, or transaction id
  CheckpointId checkpoint = kNoCheckpoint;  // the checkpoint it belongs to, if any
  std::string bytes;
  std::vector<Value> rows;
  std::string file;  // of the kinds with files: names in the file store
  std::string staged;
  std::uint64_t offset = 0;
  bool stages = false;
  std::vector<std::string> keep;
  std::string uid;         // operator that asked; empty: the runtime itself
  bool again = false;      // it may have been done before (a commit after a restore)
  bool blocks_ack = true;  // the checkpoint is acknowledged only when this is done
};

}  // namespace weir

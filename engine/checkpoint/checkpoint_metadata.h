// CheckpointMetadata: what a complete checkpoint consists of; the file "cp-<id>/_metadata".
//   It is written last, when all tasks have stored their part: a checkpoint is complete when, and
//   only when, this file is there and whole. So a new process finds by itself where to go on.
//   Versioned, with a checksum over everything; equal metadata give equal bytes.
// Errors: kCorrupt, with what is wrong and where; the caller adds the name of the file.
// Follows the _metadata file of Flink's checkpoints, in the format of Weir.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "engine/checkpoint/completed_store.h"
#include "engine/core/result.h"

namespace weir {

struct CheckpointMetadata {
  std::string job;
  CompletedCheckpoint checkpoint;
  // Of tasks that had finished before: where an earlier checkpoint keeps how they ended.
  std::vector<TaskHandle> of_finished;

  std::vector<std::string> handles() const;  // all that a restore reads, in order of task
  bool operator==(const CheckpointMetadata&) const = default;
};

std::string encode_metadata(const CheckpointMetadata& metadata);
Result<CheckpointMetadata> decode_metadata(std::string_view bytes);

std::string checkpoint_folder(CheckpointId id);  // "cp-7"
std::string metadata_name(CheckpointId id);      // "cp-7/_metadata"

}  // namespace weir

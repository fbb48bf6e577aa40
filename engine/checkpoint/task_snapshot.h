// TaskSnapshot as bytes: what one task writes into the checkpoint storage, and reads back at a
// restore.
//   Versioned, with a checksum over everything; equal snapshots give equal bytes. The header says
//   which subtask of how many wrote it, so that the state of all subtasks of an operator can be put
//   together again. No promise between versions yet.
// Errors: kCorrupt, with what is wrong and where; the caller adds the name of the file.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/core/result.h"
#include "engine/state/snapshot.h"

namespace weir {

struct StoredTaskSnapshot {
  std::uint32_t subtask = 0;
  std::uint32_t parallelism = 1;
  std::uint32_t max_parallelism = 128;
  TaskSnapshot state;
};

std::string encode_task_snapshot(const StoredTaskSnapshot& snapshot);
Result<StoredTaskSnapshot> decode_task_snapshot(std::string_view bytes);

}  // namespace weir

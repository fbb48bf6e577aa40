// Checkpoints in a folder: what a process leaves behind, and how the next one goes on.
//   FolderCheckpointStorage: each part of a checkpoint is a file "cp-<id>/<part>" with a header
//   (magic, version, length, checksum): any damaged byte, any cut and any other version is
//   recognised, and named with the file. A part is there whole or not at all. Of a checkpoint that
//   is removed the metadata go first, so that half of one is never taken for a whole one.
//   list_checkpoints(): the complete ones (those with metadata), oldest first, each read and
//   checked. start_from_folder(): the latest complete one, or the one asked for; and what no
//   complete checkpoint needs is removed: parts of incomplete ones, temporary files. Each call is
//   one run: it gets a number that no run of this folder had before.
// Errors: kIo, kCorrupt, with the file; kRestoreRefused: of another job, or there is none with that
//   id. If the checkpoint is damaged, the error names the one before it that is not.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "engine/checkpoint/checkpoint_metadata.h"
#include "engine/env/file_store.h"
#include "engine/env/storage.h"

namespace weir {

class FolderCheckpointStorage final : public CheckpointStorage {
 public:
  // The files outlive it.
  explicit FolderCheckpointStorage(FileStore& files) : files_(files) {}
  Result<void> write(const std::string& name, std::string bytes) override;
  Result<std::string> read(const std::string& name) override;
  Result<void> remove_all(const std::string& prefix) override;

 private:
  FileStore& files_;
};

struct ListedCheckpoint {
  CheckpointId id = kNoCheckpoint;
  CheckpointMetadata metadata;  // empty if they are what is damaged
  std::string damage;           // which file, and what is wrong with it; empty: intact
  bool ok() const { return damage.empty(); }
};

Result<std::vector<ListedCheckpoint>> list_checkpoints(FileStore& files);

struct CheckpointStart {
  std::uint32_t run = 1;                      // of this folder: 1 is the first
  CheckpointId last_id = kNoCheckpoint;       // no checkpoint up to this may be made again
  std::optional<CheckpointId> from;           // nullopt: there is none, start from nothing
  std::vector<std::string> handles;           // of `from`
  std::vector<CompletedCheckpoint> retained;  // to be dropped as newer ones come; last: `from`
};

Result<CheckpointStart> start_from_folder(FileStore& files, const std::string& job,
                                          std::optional<CheckpointId> from = {});

}  // namespace weir

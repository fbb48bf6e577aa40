// RunFolders: what a run keeps on the disk: its checkpoints, and its results as part files.
//   The checkpoints of a folder are those of one job: the next run goes on from the latest complete
//   one. A run that starts from nothing wants an output folder without parts: its rows would stand
//   beside those of another run. Both are locked while it goes on.
// Errors: kRestoreRefused and kBadArgument if the folders are not for this run; kCorrupt with the
// file that is damaged, and what to do; kIo.
#pragma once
#include <memory>
#include <string>

#include "engine/checkpoint/checkpoint_folder.h"
#include "lessons/cli/run_options.h"
#include "lessons/cli/watched_files.h"
#include "lessons/runs/folder_lock.h"
#include "lessons/runs/open_job.h"

namespace weir::cli {

struct RunFolders {
  runs::FolderLock checkpoints_lock, output_lock;
  std::unique_ptr<WatchedFiles> checkpoint_files;
  std::unique_ptr<FolderCheckpointStorage> checkpoints;  // nullptr: in memory
  std::unique_ptr<WatchedFiles> output;                  // nullptr: no files
  CheckpointStart start;                                 // with checkpoints

  // What went wrong last while the job ran; nullopt: nothing.
  std::optional<Error> trouble() const;
};

struct FolderWishes {
  std::string checkpoints, output;  // empty: none
  std::optional<CheckpointId> restore;
  bool typed_output = false;  // --output, not the folder of the job file
};
FolderWishes folders_of(const runs::OpenedJob& job, const RunOptions& options);

// `name`: of the job, which its checkpoints know.
Result<RunFolders> open_folders(const FolderWishes& wishes, const StreamGraph& graph,
                                const std::string& name);

// Files of the job's sinks that readers see.
std::size_t published_files(const StreamGraph& graph, const FileStore& output);

// An ExitCode for the errors of these folders.
int folder_error_code(ErrorKind kind);

}  // namespace weir::cli

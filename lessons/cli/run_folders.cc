#include "lessons/cli/run_folders.h"

#include <filesystem>
#include <utility>

#include "engine/connectors/part_files.h"
#include "lessons/cli/exit_code.h"

namespace weir::cli {

namespace {

namespace fs = std::filesystem;

Result<void> check_is_folder(const char* option, const std::string& folder) {
  std::error_code error;
  if (!fs::exists(folder, error) || fs::is_directory(folder, error)) return {};
  return Error{ErrorKind::kBadArgument,
               folder + " is no folder, and " + option + " wants one or makes it."};
}

// What no complete checkpoint needs is removed from a folder of checkpoints. So it must be one: a
// mistyped name of some other folder is refused before anything happens to it.
Result<void> check_is_for_checkpoints(const std::string& folder) {
  std::error_code error;
  if (!fs::exists(folder, error)) return {};
  bool empty = true;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    // "._run-": the process was killed before it had written its number, and nothing else yet.
    for (const char* ours : {"_run-", "._run-", "cp-"})
      if (name.starts_with(ours)) return {};
    empty = false;
  }
  if (error) return Error{ErrorKind::kIo, folder + ": " + error.message()};
  if (empty) return {};
  return Error{ErrorKind::kBadArgument,
               folder +
                   ": --checkpoints wants a new folder or one with checkpoints of Weir; this "
                   "one holds something else."};
}

Result<void> check_folders(const RunOptions& options) {
  const std::string &checkpoints = options.checkpoints, &output = options.output;
  if (const auto ok = check_is_folder("--checkpoints", checkpoints); !ok) return ok;
  if (const auto ok = check_is_folder("--output", output); !ok) return ok;
  if (checkpoints.empty()) return {};
  std::error_code error;
  const auto whole = [&error](const std::string& folder) {
    return fs::weakly_canonical(folder + "/.", error);
  };
  if (!output.empty() && whole(checkpoints) == whole(output))
    return Error{ErrorKind::kBadArgument,
                 "--checkpoints and --output want a folder each, not both " + output + "."};
  return check_is_for_checkpoints(checkpoints);
}

// Parts of a checkpoint appear when it is complete. So if there are some of a later one than the
// latest, its metadata have been lost since, and its rows would come twice.
Result<void> check_nothing_lost(FileStore& output, CheckpointId latest) {
  const auto names = output.list("");
  if (!names) return names.error();
  for (const std::string& name : *names) {
    const auto part = parse_part(name);
    if (!part || part->run != 0 || part->n <= latest) continue;
    return Error{ErrorKind::kCorrupt,
                 output.place(name) + ": is of a complete checkpoint " + std::to_string(part->n) +
                     ", but the latest one there is now is " + std::to_string(latest) +
                     ". A run can start from that one by its number, and will then commit again "
                     "what came after it."};
  }
  return {};
}

// A damaged checkpoint is not passed over in silence, but there may be an older one.
Error with_advice(Error error, const RunFolders& folders) {
  if (error.kind != ErrorKind::kCorrupt) return error;
  const auto all = list_checkpoints(*folders.checkpoint_files);
  std::optional<CheckpointId> intact;
  for (std::size_t i = 0; all && i < all->size(); i++)
    if ((*all)[i].ok()) intact = (*all)[i].id;
  error.text += intact ? "\nTo go on from that one: --from " + std::to_string(*intact)
                       : "\nTo start from nothing: --checkpoints with another folder.";
  return error;
}

}  // namespace

Result<RunFolders> open_folders(const RunOptions& options, const std::string& job) {
  if (const auto ok = check_folders(options); !ok) return ok.error();
  RunFolders out;
  if (!options.checkpoints.empty()) {
    auto lock = FolderLock::take(options.checkpoints);
    if (!lock) return lock.error();
    out.checkpoints_lock = std::move(*lock);
    out.checkpoint_files = std::make_unique<WatchedFiles>(options.checkpoints);
    auto start = start_from_folder(*out.checkpoint_files, job, options.from);
    if (!start) return with_advice(start.error(), out);
    out.start = std::move(*start);
    out.checkpoints = std::make_unique<FolderCheckpointStorage>(*out.checkpoint_files);
  }
  if (!options.output.empty()) {
    auto lock = FolderLock::take(options.output);
    if (!lock) return lock.error();
    out.output_lock = std::move(*lock);
    out.output = std::make_unique<WatchedFiles>(options.output);
    if (out.start.from && !options.from)
      if (const auto whole = check_nothing_lost(*out.output, *out.start.from); !whole)
        return with_advice(whole.error(), out);
    if (!out.start.from)
      if (const auto empty = check_new_output(*out.output, ""); !empty)
        return Error{empty.error().kind,
                     empty.error().text + "\n--output wants a folder without results."};
  }
  return out;
}

std::optional<Error> RunFolders::trouble() const {
  if (output != nullptr && output->last_error()) return output->last_error();
  if (checkpoint_files != nullptr) return checkpoint_files->last_error();
  return std::nullopt;
}

std::size_t published_files(const FileStore& output) {
  const auto names = output.list("");
  std::size_t out = 0;
  for (std::size_t i = 0; names && i < names->size(); i++) {
    const auto part = parse_part((*names)[i]);
    out += part && part->run == 0 ? 1 : 0;
  }
  return out;
}

int folder_error_code(ErrorKind kind) {
  return kind == ErrorKind::kCorrupt || kind == ErrorKind::kIo ? kExitEnvironment : kExitUsage;
}

}  // namespace weir::cli

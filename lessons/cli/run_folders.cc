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

Result<void> check_folders(const FolderWishes& wishes) {
  const std::string &checkpoints = wishes.checkpoints, &output = wishes.output;
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
Result<void> check_nothing_lost(FileStore& output, const std::string& folder, CheckpointId latest) {
  const auto names = output.list(folder);
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
  error.text += intact ? "\nTo go on from that one: --restore " + std::to_string(*intact)
                       : "\nTo start from nothing: --checkpoints with another folder.";
  return error;
}

}  // namespace

FolderWishes folders_of(const runs::OpenedJob& job, const RunOptions& options) {
  FolderWishes out;
  out.checkpoints = options.checkpoints.empty() ? job.checkpoints : options.checkpoints;
  out.output = job.output;
  out.restore = options.restore;
  out.typed_output = !options.wishes.output.empty();
  return out;
}

namespace {

Result<void> open_checkpoints(const FolderWishes& wishes, const std::string& name,
                              RunFolders& out) {
  auto lock = runs::FolderLock::take(wishes.checkpoints);
  if (!lock) return lock.error();
  out.checkpoints_lock = std::move(*lock);
  out.checkpoint_files = std::make_unique<WatchedFiles>(wishes.checkpoints);
  auto start = start_from_folder(*out.checkpoint_files, name, wishes.restore);
  if (!start) return with_advice(start.error(), out);
  out.start = std::move(*start);
  out.checkpoints = std::make_unique<FolderCheckpointStorage>(*out.checkpoint_files);
  return {};
}

// A sink that does not end in one file writes into a folder: where its file name has no ending, a
// file may stand in its place.
Result<void> check_no_file(const FolderWishes& wishes, const std::string& folder) {
  std::error_code error;
  const fs::path path = fs::path(wishes.output) / folder;
  if (!fs::exists(path, error) || fs::is_directory(path, error)) return {};
  return Error{ErrorKind::kIo,
               "'" + path.lexically_normal().string() +
                   "' is a file, and a sink of the job writes its results into a folder of that "
                   "name.\nMove the file away, or give the sink another name, or name another "
                   "folder with --output."};
}

// Folders of part files: nothing of another run may stand in them.
Result<void> check_parts(const FolderWishes& wishes, const std::string& folder, RunFolders& out) {
  if (const auto ok = check_no_file(wishes, folder); !ok) return ok.error();
  if (out.start.from && !wishes.restore) {
    if (const auto whole = check_nothing_lost(*out.output, folder, *out.start.from); !whole)
      return with_advice(whole.error(), out);
    return {};
  }
  if (out.start.from) return {};
  const auto empty = check_new_output(*out.output, folder);
  if (empty) return {};
  return Error{
      empty.error().kind,
      empty.error().text + (wishes.typed_output ? "\n--output wants a folder without results."
                                                : "\nMove them away, or name another folder with "
                                                  "--output.")};
}

}  // namespace

Result<RunFolders> open_folders(const FolderWishes& wishes, const StreamGraph& graph,
                                const std::string& name) {
  if (const auto ok = check_folders(wishes); !ok) return ok.error();
  RunFolders out;
  if (!wishes.checkpoints.empty())
    if (const auto ok = open_checkpoints(wishes, name, out); !ok) return ok.error();
  if (wishes.output.empty()) return out;
  auto lock = runs::FolderLock::take(wishes.output);
  if (!lock) return lock.error();
  out.output_lock = std::move(*lock);
  out.output = std::make_unique<WatchedFiles>(wishes.output);
  for (const StreamNode& node : graph.nodes)
    if (node.folder && !node.one_file)
      if (const auto ok = check_parts(wishes, *node.folder, out); !ok) return ok.error();
  return out;
}

std::optional<Error> RunFolders::trouble() const {
  if (output != nullptr && output->last_error()) return output->last_error();
  if (checkpoint_files != nullptr) return checkpoint_files->last_error();
  return std::nullopt;
}

std::size_t published_files(const StreamGraph& graph, const FileStore& output) {
  std::size_t out = 0;
  for (const StreamNode& node : graph.nodes) {
    if (!node.folder) continue;
    if (node.one_file) {
      const auto exists = output.exists(*node.folder);
      out += exists && *exists ? 1 : 0;
      continue;
    }
    const auto names = output.list(*node.folder);
    for (std::size_t i = 0; names && i < names->size(); i++) {
      const auto part = parse_part((*names)[i]);
      out += part && part->run == 0 ? 1 : 0;
    }
  }
  return out;
}

int folder_error_code(ErrorKind kind) {
  return kind == ErrorKind::kCorrupt || kind == ErrorKind::kIo ? kExitEnvironment : kExitUsage;
}

}  // namespace weir::cli

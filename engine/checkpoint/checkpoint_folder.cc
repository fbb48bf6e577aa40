// Tested by tests/checkpoint/checkpoint_folder_test.cc.
#include "engine/checkpoint/checkpoint_folder.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <utility>

#include "engine/checkpoint/task_snapshot.h"
#include "engine/core/bytes.h"

namespace weir {

namespace {

constexpr std::string_view kMagic = "WEIRFILE";
constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kHeader = kMagic.size() + 1 + 8;
constexpr std::size_t kChecksum = 4;
constexpr std::string_view kRun = "_run-";

std::string wrapped(std::string_view bytes) {
  std::string out(kMagic);
  out.reserve(kHeader + bytes.size() + kChecksum);
  ByteWriter w(out);
  w.u8(kVersion);
  w.u64(bytes.size());
  w.raw(bytes);
  w.u32(crc32c(out));
  return out;
}

Result<std::string> unwrapped(std::string_view file) {
  const auto corrupt = [](const char* why) { return Error{ErrorKind::kCorrupt, why}; };
  if (file.size() < kHeader + kChecksum) return corrupt("it is cut short");
  if (!file.starts_with(kMagic)) return corrupt("it is not a file of a checkpoint");
  const std::string_view body = file.substr(0, file.size() - kChecksum);
  if (ByteReader(file.substr(body.size())).u32() != crc32c(body))
    return corrupt("its checksum is wrong: it is damaged or cut short");
  ByteReader in(body.substr(kMagic.size()));
  if (in.u8() != kVersion) return corrupt("it is of another version");
  if (in.u64() != in.remaining()) return corrupt("its length is wrong");
  return std::string(in.rest());
}

std::optional<std::uint64_t> number_in(std::string_view text) {
  std::uint64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return out;
}

// "cp-7/…" is of checkpoint 7.
std::optional<CheckpointId> checkpoint_of(std::string_view name) {
  const std::size_t slash = name.find('/');
  if (!name.starts_with("cp-") || slash == std::string_view::npos) return std::nullopt;
  const auto id = number_in(name.substr(3, slash - 3));
  if (!id || *id == 0 || *id > (std::uint64_t{1} << 31)) return std::nullopt;
  return static_cast<CheckpointId>(*id);
}

// Reads all of it; what is wrong, or nothing.
std::string damage_of(FileStore& files, CheckpointId id, CheckpointMetadata& metadata) {
  FolderCheckpointStorage storage(files);
  const auto bytes = storage.read(metadata_name(id));
  if (!bytes) return bytes.error().text;
  auto decoded = decode_metadata(*bytes);
  if (!decoded) return files.place(metadata_name(id)) + ": " + decoded.error().text;
  metadata = std::move(*decoded);
  if (metadata.checkpoint.id != id)
    return files.place(metadata_name(id)) + ": it belongs to checkpoint " +
           std::to_string(metadata.checkpoint.id);
  for (const std::string& handle : metadata.handles()) {
    const auto part = storage.read(handle);
    if (!part) return part.error().text;
    if (const auto snapshot = decode_task_snapshot(*part); !snapshot)
      return files.place(handle) + ": " + snapshot.error().text;
  }
  return {};
}

std::string before(const std::vector<ListedCheckpoint>& all, CheckpointId id) {
  for (auto c = all.rbegin(); c != all.rend(); ++c)
    if (c->id < id && c->ok())
      return " Checkpoint " + std::to_string(c->id) +
             " before it is intact: a run can start from that one by its number, and will then "
             "commit again what came after it.";
  return " No checkpoint before it is intact.";
}

Result<const ListedCheckpoint*> chosen(FileStore& files, const std::vector<ListedCheckpoint>& all,
                                       const std::string& job, std::optional<CheckpointId> from) {
  if (all.empty() && !from) return static_cast<const ListedCheckpoint*>(nullptr);
  const ListedCheckpoint* out = all.empty() ? nullptr : &all.back();
  if (from) {
    const auto at =
        std::find_if(all.begin(), all.end(), [&](const auto& c) { return c.id == *from; });
    if (at == all.end()) {
      std::string there;
      for (const ListedCheckpoint& c : all)
        there += (there.empty() ? "" : ", ") + std::to_string(c.id);
      return Error{ErrorKind::kRestoreRefused,
                   files.place("") + " has no complete checkpoint " + std::to_string(*from) +
                       (there.empty() ? "; it has none" : "; it has " + there)};
    }
    out = &*at;
  }
  if (!out->ok())
    return Error{ErrorKind::kCorrupt, out->damage + ". So checkpoint " + std::to_string(out->id) +
                                          " cannot be taken back." + before(all, out->id)};
  if (out->metadata.job != job)
    return Error{ErrorKind::kRestoreRefused, files.place(metadata_name(out->id)) +
                                                 ": a checkpoint of job '" + out->metadata.job +
                                                 "', not of '" + job + "'"};
  return out;
}

// Removes what no complete checkpoint refers to, damaged ones included: they are evidence.
Result<void> clean(FileStore& files, const std::vector<std::string>& names,
                   const std::vector<ListedCheckpoint>& all) {
  std::set<std::string> needed;
  std::set<CheckpointId> complete;
  for (const ListedCheckpoint& c : all) {
    complete.insert(c.id);
    for (std::string& handle : c.metadata.handles()) needed.insert(std::move(handle));
  }
  for (const std::string& name : names) {
    const auto id = checkpoint_of(name);
    const bool part = id && (complete.contains(*id) || needed.contains(name));
    if (!is_temporary(name) && (!id || part)) continue;
    if (auto ok = remove_whole(files, name); !ok) return ok;
  }
  return {};
}

// A file for the number of the run: it needs no content that could be damaged.
Result<std::uint32_t> next_run(FileStore& files, const std::vector<std::string>& names) {
  std::uint64_t last = 0;
  std::vector<std::string> old;
  for (const std::string& name : names) {
    const auto n = name.starts_with(kRun) ? number_in(std::string_view(name).substr(kRun.size()))
                                          : std::nullopt;
    if (!n) continue;
    last = std::max(last, *n);
    old.push_back(name);
  }
  const auto run = static_cast<std::uint32_t>(last + 1);
  if (auto ok = write_whole(files, std::string(kRun) + std::to_string(run), {}); !ok)
    return ok.error();
  for (const std::string& name : old)
    if (auto ok = remove_whole(files, name); !ok) return ok.error();
  return run;
}

}  // namespace

Result<void> FolderCheckpointStorage::write(const std::string& name, std::string bytes) {
  return write_whole(files_, name, wrapped(bytes));
}

Result<std::string> FolderCheckpointStorage::read(const std::string& name) {
  const auto file = files_.read(name);
  if (!file) return file.error();
  auto bytes = unwrapped(*file);
  if (!bytes) return Error{bytes.error().kind, files_.place(name) + ": " + bytes.error().text};
  return bytes;
}

Result<void> FolderCheckpointStorage::remove_all(const std::string& prefix) {
  const std::string folder = folder_of(prefix);
  auto names = files_.list(folder);
  if (!names) return names.error();
  const std::string metadata = folder + "/_metadata";
  if (std::erase(*names, metadata) > 0)
    if (auto ok = remove_whole(files_, metadata); !ok) return ok;
  for (const std::string& name : *names)
    if (name.starts_with(prefix))
      if (auto ok = files_.remove(name); !ok) return ok;
  return names->empty() ? Result<void>() : files_.sync_folder(folder);
}

Result<std::vector<ListedCheckpoint>> list_checkpoints(FileStore& files) {
  const auto names = files.list("");
  if (!names) return names.error();
  std::map<CheckpointId, ListedCheckpoint> found;
  for (const std::string& name : *names) {
    const auto id = checkpoint_of(name);
    if (!id || name != metadata_name(*id)) continue;
    ListedCheckpoint& c = found[*id];
    c.id = *id;
    c.damage = damage_of(files, *id, c.metadata);
  }
  std::vector<ListedCheckpoint> out;
  for (auto& [id, checkpoint] : found) out.push_back(std::move(checkpoint));
  return out;
}

Result<CheckpointStart> start_from_folder(FileStore& files, const std::string& job,
                                          std::optional<CheckpointId> from) {
  const auto names = files.list("");
  if (!names) return names.error();
  const auto all = list_checkpoints(files);
  if (!all) return all.error();
  const auto found = chosen(files, *all, job, from);
  if (!found) return found.error();
  if (const auto ok = clean(files, *names, *all); !ok) return ok.error();
  const auto run = next_run(files, *names);
  if (!run) return run.error();

  CheckpointStart out;
  out.run = *run;
  for (const std::string& name : *names)
    out.last_id = std::max(out.last_id, checkpoint_of(name).value_or(kNoCheckpoint));
  if (*found == nullptr) return out;
  const ListedCheckpoint& start = **found;
  out.from = start.id;
  out.handles = start.metadata.handles();
  if (start.metadata.checkpoint.type == CheckpointType::kSavepoint) return out;
  for (const ListedCheckpoint& c : *all) {
    if (!c.ok() || c.id > start.id || c.metadata.job != job) continue;
    CompletedCheckpoint checkpoint = c.metadata.checkpoint;
    if (checkpoint.type == CheckpointType::kSavepoint) continue;
    checkpoint.tasks.insert(checkpoint.tasks.end(), c.metadata.of_finished.begin(),
                            c.metadata.of_finished.end());
    std::sort(checkpoint.tasks.begin(), checkpoint.tasks.end(),
              [](const TaskHandle& a, const TaskHandle& b) { return a.task < b.task; });
    checkpoint.finished.clear();
    out.retained.push_back(std::move(checkpoint));
  }
  return out;
}

}  // namespace weir

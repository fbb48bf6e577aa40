// Tested by tests/connectors/file_sink_test.cc.
#include "engine/connectors/part_files.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace weir {

namespace {

constexpr std::string_view kPart = "part-";
constexpr std::string_view kInProgress = ".inprogress.";
constexpr std::string_view kOpen = "open-";

// Takes digits, and `end` behind them.
bool take(std::string_view& text, std::uint64_t& out, std::string_view end) {
  const auto [at, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{}) return false;
  text.remove_prefix(static_cast<std::size_t>(at - text.data()));
  if (end.empty()) return true;
  if (!text.starts_with(end)) return false;
  text.remove_prefix(end.size());
  return true;
}

Result<void> write_staged(FileStore& files, const Effect& effect) {
  if (auto ok = files.write_at(effect.staged, effect.offset, effect.bytes, Behind::kGoes); !ok)
    return ok;
  if (auto ok = files.sync(effect.staged); !ok) return ok;
  return files.sync_folder(folder_of(effect.staged));
}

}  // namespace

std::string published_name(const std::string& folder, std::uint32_t subtask, CheckpointId n) {
  return join_path(folder, std::string(kPart) + std::to_string(subtask) + '-' + std::to_string(n));
}

namespace {

std::string hidden(const std::string& folder, std::uint32_t subtask, const std::string& n,
                   std::uint32_t run, std::uint32_t attempt) {
  std::string base = ".";
  base += kPart;
  base += std::to_string(subtask) + '-' + n;
  base += kInProgress;
  base += std::to_string(run) + '-' + std::to_string(attempt);
  return join_path(folder, base);
}

}  // namespace

std::string staged_name(const std::string& folder, std::uint32_t subtask, CheckpointId n,
                        std::uint32_t run, std::uint32_t attempt) {
  return hidden(folder, subtask, std::to_string(n), run, attempt);
}

std::string open_name(const std::string& folder, std::uint32_t subtask, std::uint64_t k,
                      std::uint32_t run, std::uint32_t attempt) {
  return hidden(folder, subtask, std::string(kOpen) + std::to_string(k), run, attempt);
}

std::string staged_single(const std::string& file) {
  return join_path(folder_of(file), "." + base_of(file) + ".inprogress");
}

std::optional<PartName> parse_part(const std::string& name) {
  const std::string base = base_of(name);
  std::string_view text = base;
  const bool staged = text.starts_with('.');
  if (staged) text.remove_prefix(1);
  if (!text.starts_with(kPart)) return std::nullopt;
  text.remove_prefix(kPart.size());
  std::uint64_t subtask = 0, n = 0, run = 0, attempt = 0;
  if (!take(text, subtask, "-")) return std::nullopt;
  if (staged && text.starts_with(kOpen)) text.remove_prefix(kOpen.size());
  if (!take(text, n, staged ? kInProgress : "")) return std::nullopt;
  if (staged && (!take(text, run, "-") || !take(text, attempt, "") || run == 0))
    return std::nullopt;
  if (!text.empty()) return std::nullopt;
  return PartName{static_cast<std::uint32_t>(subtask), static_cast<CheckpointId>(n),
                  static_cast<std::uint32_t>(run), static_cast<std::uint32_t>(attempt)};
}

Result<void> append_part(FileStore& files, const Effect& effect) {
  return files.write_at(effect.staged, effect.offset, effect.bytes, Behind::kStays);
}

Result<void> stage_part(FileStore& files, const Effect& effect) {
  const auto published = files.exists(effect.file);
  if (!published) return published.error();
  if (*published && effect.offset > 0) {
    // Pieces of it were staged by this execution: if they are gone, they have been published.
    const auto there = files.exists(effect.staged);
    if (!there) return there.error();
    if (!*there) return {};
  } else if (*published) {  // asked for once more, and late; or another run has been here
    const auto other = files.read(effect.file);
    if (!other) return other.error();
    if (*other == effect.bytes) return {};
  }
  return write_staged(files, effect);
}

Result<void> publish_part(FileStore& files, const Effect& effect) {
  // With its rows: it belongs to no checkpoint, and an earlier execution may have got this far.
  const bool replaces = effect.stages;
  const auto done = files.exists(effect.file);
  if (!done) return done.error();
  if (replaces && effect.offset > 0) {  // as above
    const auto there = files.exists(effect.staged);
    if (!there) return there.error();
    if (*done && !*there) return files.sync_folder(folder_of(effect.file));
  }
  if (replaces)
    if (auto ok = write_staged(files, effect); !ok) return ok;
  const auto staged = files.exists(effect.staged);
  if (!staged) return staged.error();
  if (!*staged && !*done)
    return Error{ErrorKind::kCorrupt, files.place(effect.staged) +
                                          ": is gone, and was never published: its rows are lost"};
  if (*staged && *done && !replaces) {
    const auto mine = files.read(effect.staged), other = files.read(effect.file);
    if (!mine || !other) return !mine ? mine.error() : other.error();
    if (*mine != *other)
      return Error{ErrorKind::kCorrupt,
                   files.place(effect.file) + ": is there already, with other rows"};
  }
  if (*staged)
    if (auto ok = files.rename(effect.staged, effect.file); !ok) return ok;
  return files.sync_folder(folder_of(effect.file));
}

Result<void> clean_parts(FileStore& files, const Effect& effect) {
  const auto names = files.list(effect.file);
  if (!names) return names.error();
  const auto mine = parse_part(effect.staged);
  bool removed = false;
  for (const std::string& name : *names) {
    const auto part = parse_part(name);
    if (!part || part->run == 0 || !mine || folder_of(name) != effect.file) continue;
    const bool older =
        part->run != mine->run ? part->run < mine->run : part->attempt < mine->attempt;
    if (!older || std::find(effect.keep.begin(), effect.keep.end(), name) != effect.keep.end())
      continue;
    if (auto ok = files.remove(name); !ok) return ok;
    removed = true;
  }
  return removed ? files.sync_folder(effect.file) : Result<void>();
}

Result<void> check_new_output(FileStore& files, const std::string& folder) {
  const auto names = files.list(folder);
  if (!names) return names.error();
  for (const std::string& name : *names)
    if (const auto part = parse_part(name); part && part->run == 0)
      return Error{ErrorKind::kBadArgument,
                   files.place(name) + ": the folder holds the output of another run"};
  for (const std::string& name : *names)
    if (parse_part(name))
      if (auto ok = remove_whole(files, name); !ok) return ok;
  return {};
}

Result<std::vector<std::string>> published_lines(const FileStore& files,
                                                 const std::string& folder) {
  const auto names = files.list(folder);
  if (!names) return names.error();
  std::vector<std::string> out;
  for (const std::string& name : *names) {
    const auto part = parse_part(name);
    if (!part || part->run != 0) continue;
    const auto bytes = files.read(name);
    if (!bytes) return bytes.error();
    std::string_view rest = *bytes;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      out.emplace_back(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return out;
}

}  // namespace weir

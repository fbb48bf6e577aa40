// Tested by tests/env/file_store_test.cc.
#include "engine/env/file_store.h"

#include <algorithm>
#include <utility>

namespace weir {

namespace {

constexpr std::string_view kTemporary = ".tmp";

bool is_part(std::string_view part) {
  return !part.empty() && part != "." && part != ".." && part.find('\0') == std::string_view::npos;
}

// Every part of it is one, so that it cannot lead out of the folder.
bool is_name(std::string_view name) {
  for (;;) {
    const std::size_t end = name.find('/');
    if (!is_part(name.substr(0, end))) return false;
    if (end == std::string_view::npos) return true;
    name.remove_prefix(end + 1);
  }
}

Error no_name(const std::string& name) {
  return {ErrorKind::kBadArgument, "'" + name + "' is not the name of a file in a folder"};
}

}  // namespace

Error too_short(const std::string& place, std::uint64_t bytes, std::uint64_t offset) {
  return {ErrorKind::kIo, place + ": has " + std::to_string(bytes) +
                              " bytes, and is to be written on from " + std::to_string(offset)};
}

std::string folder_of(const std::string& name) {
  const std::size_t slash = name.rfind('/');
  return slash == std::string::npos ? std::string() : name.substr(0, slash);
}

std::string base_of(const std::string& name) { return name.substr(name.rfind('/') + 1); }

std::string join_path(const std::string& folder, const std::string& name) {
  return folder.empty() ? name : folder + '/' + name;
}

Error FileStore::failed(IoKind kind, const std::string& name) const {
  return {ErrorKind::kIo, place(name) + ": " + name_of(kind) + " failed: an injected fault"};
}

template <class F>
Result<void> FileStore::asked(IoKind kind, const std::string& name, F&& operation) {
  switch (ask(faults_, kind, name)) {
    case IoOutcome::kOk: return operation();
    case IoOutcome::kFail: return failed(kind, name);
    case IoOutcome::kTear: break;
  }
  const auto done = operation();
  return done ? failed(kind, name) : done;
}

template <class F>
Result<void> FileStore::written(const std::string& name, std::string_view bytes, F&& write) {
  if (!is_name(name)) return no_name(name);
  switch (ask(faults_, IoKind::kOpen, name)) {
    case IoOutcome::kOk: break;
    case IoOutcome::kFail: return failed(IoKind::kOpen, name);
    case IoOutcome::kTear:  // it is there, and empty, or as it was
      if (const auto ok = write(std::string_view()); !ok) return ok;
      return failed(IoKind::kOpen, name);
  }
  switch (ask(faults_, IoKind::kWrite, name)) {
    case IoOutcome::kOk: return write(bytes);
    case IoOutcome::kFail: bytes = {}; break;
    case IoOutcome::kTear: bytes = bytes.substr(0, bytes.size() / 2); break;
  }
  if (const auto ok = write(bytes); !ok) return ok;
  return failed(IoKind::kWrite, name);
}

Result<void> FileStore::write(const std::string& name, std::string_view bytes) {
  return written(name, bytes, [&](std::string_view some) { return do_write(name, some); });
}

Result<void> FileStore::write_at(const std::string& name, std::uint64_t offset,
                                 std::string_view bytes, Behind behind) {
  return written(name, bytes, [&](std::string_view some) {
    return offset == 0 && behind == Behind::kGoes ? do_write(name, some)
                                                  : do_write_at(name, offset, some, behind);
  });
}

Result<void> FileStore::sync(const std::string& name) {
  if (!is_name(name)) return no_name(name);
  return asked(IoKind::kSync, name, [&] { return do_sync(name); });
}

Result<void> FileStore::rename(const std::string& from, const std::string& to) {
  if (!is_name(from)) return no_name(from);
  if (!is_name(to)) return no_name(to);
  return asked(IoKind::kRename, to, [&] { return do_rename(from, to); });
}

Result<void> FileStore::sync_folder(const std::string& folder) {
  if (!folder.empty() && !is_name(folder)) return no_name(folder);
  return asked(IoKind::kSync, folder, [&] { return do_sync_folder(folder); });
}

Result<void> FileStore::remove(const std::string& name) {
  if (!is_name(name)) return no_name(name);
  return asked(IoKind::kRemove, name, [&] { return do_remove(name); });
}

Result<std::string> FileStore::read(const std::string& name) const {
  if (!is_name(name)) return no_name(name);
  return do_read(name);
}

Result<bool> FileStore::exists(const std::string& name) const {
  if (!is_name(name)) return no_name(name);
  return do_exists(name);
}

Result<std::vector<std::string>> FileStore::list(const std::string& folder) const {
  if (!folder.empty() && !is_name(folder)) return no_name(folder);
  return do_list(folder);
}

bool is_temporary(const std::string& name) {
  const std::string base = base_of(name);
  return base.starts_with('.') && base.ends_with(kTemporary);
}

Result<void> write_whole(FileStore& files, const std::string& name, std::string_view bytes) {
  std::string temporary = join_path(folder_of(name), "." + base_of(name));
  temporary += kTemporary;
  const auto written = [&]() -> Result<void> {
    if (auto ok = files.write(temporary, bytes); !ok) return ok;
    return files.sync(temporary);
  }();
  if (!written) {
    (void)files.remove(temporary);  // what stays behind is cleaned at the next start
    return written;
  }
  auto named = files.rename(temporary, name);
  if (!named) (void)files.remove(temporary);
  if (named) named = files.sync_folder(folder_of(name));
  // It may be there; whoever is told of the error must not find it later.
  if (!named) (void)files.remove(name);
  return named;
}

Result<void> remove_whole(FileStore& files, const std::string& name) {
  if (auto ok = files.remove(name); !ok) return ok;
  return files.sync_folder(folder_of(name));
}

// ---- in memory ----------------------------------------------------------------------------------

Result<void> MemoryFileStore::do_write(const std::string& name, std::string_view bytes) {
  const auto [at, is_new] = names_.try_emplace(name, last_ + 1);
  if (is_new) last_++;
  contents_[at->second].bytes = bytes;
  return {};
}

Result<void> MemoryFileStore::do_write_at(const std::string& name, std::uint64_t offset,
                                          std::string_view bytes, Behind behind) {
  if (offset == 0 && !names_.contains(name)) return do_write(name, bytes);
  const auto at = names_.find(name);
  if (at == names_.end()) return Error{ErrorKind::kIo, name + ": there is no such file"};
  std::string& content = contents_[at->second].bytes;
  if (content.size() < offset) return too_short(name, content.size(), offset);
  const auto begin = static_cast<std::size_t>(offset);
  const std::size_t there = content.size() - begin;
  content.replace(begin, behind == Behind::kGoes ? there : std::min(bytes.size(), there), bytes);
  return {};
}

Result<void> MemoryFileStore::do_sync(const std::string& name) {
  const auto at = names_.find(name);
  if (at == names_.end()) return Error{ErrorKind::kIo, name + ": there is no such file"};
  Content& content = contents_[at->second];
  content.synced = content.bytes;
  return {};
}

Result<void> MemoryFileStore::do_rename(const std::string& from, const std::string& to) {
  const auto at = names_.find(from);
  if (at == names_.end()) return Error{ErrorKind::kIo, from + ": there is no such file"};
  names_[to] = at->second;
  names_.erase(from);
  return {};
}

Result<void> MemoryFileStore::do_sync_folder(const std::string& folder) {
  const std::string prefix = folder.empty() ? folder : folder + '/';
  const auto here = [&](const std::string& name) {
    return name.starts_with(prefix) && name.find('/', prefix.size()) == std::string::npos;
  };
  for (auto at = durable_names_.lower_bound(prefix);
       at != durable_names_.end() && at->first.starts_with(prefix);)
    at = here(at->first) && !names_.contains(at->first) ? durable_names_.erase(at) : std::next(at);
  for (auto at = names_.lower_bound(prefix); at != names_.end() && at->first.starts_with(prefix);
       ++at)
    if (here(at->first)) durable_names_[at->first] = at->second;
  return {};
}

Result<void> MemoryFileStore::do_remove(const std::string& name) {
  names_.erase(name);
  return {};
}

Result<std::string> MemoryFileStore::do_read(const std::string& name) const {
  const auto at = names_.find(name);
  if (at == names_.end()) return Error{ErrorKind::kIo, name + ": there is no such file"};
  return contents_.at(at->second).bytes;
}

Result<std::vector<std::string>> MemoryFileStore::do_list(const std::string& folder) const {
  const std::string prefix = folder.empty() ? folder : folder + '/';
  std::vector<std::string> out;
  for (auto at = names_.lower_bound(prefix); at != names_.end() && at->first.starts_with(prefix);
       ++at)
    out.push_back(at->first);
  return out;
}

void MemoryFileStore::power_cut() {
  names_ = durable_names_;
  for (auto& [id, content] : contents_) content.bytes = content.synced;
}

std::string* MemoryFileStore::bytes_of(const std::string& name) {
  const auto at = names_.find(name);
  return at == names_.end() ? nullptr : &contents_[at->second].bytes;
}

}  // namespace weir

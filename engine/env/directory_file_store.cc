// Tested by tests/env/file_store_test.cc.
#include "engine/env/directory_file_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

namespace weir {

namespace {

// Closes what it holds.
class Descriptor {
 public:
  Descriptor(const std::string& path, int flags) : fd_(::open(path.c_str(), flags, 0666)) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  bool ok() const { return fd_ >= 0; }
  int get() const { return fd_; }

 private:
  int fd_;
};

// 0, or what the system says.
int sync_path(const std::string& path, int flags) {
  const Descriptor file(path, flags | O_CLOEXEC | O_NOFOLLOW);
  if (!file.ok()) return errno;
  return ::fsync(file.get()) == 0 ? 0 : errno;
}

int write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return 0;
}

}  // namespace

DirectoryFileStore::DirectoryFileStore(std::string root, IoFaults* faults, Outlives outlives)
    : FileStore(faults), root_(std::move(root)), outlives_(outlives) {
  while (root_.size() > 1 && root_.ends_with('/')) root_.pop_back();
}

std::string DirectoryFileStore::place(const std::string& name) const {
  if (name.empty()) return root_;
  return root_.ends_with('/') ? root_ + name : root_ + '/' + name;
}

Error DirectoryFileStore::error(const std::string& name, const char* what, int number) const {
  return {ErrorKind::kIo,
          place(name) + ": cannot be " + what + ": " + std::generic_category().message(number)};
}

Result<void> DirectoryFileStore::make_folder_of(const std::string& name) {
  std::error_code failed;
  std::filesystem::create_directories(place(folder_of(name)), failed);
  if (failed) return error(folder_of(name), "made", failed.value());
  return {};
}

Result<void> DirectoryFileStore::do_write(const std::string& name, std::string_view bytes) {
  if (auto ok = make_folder_of(name); !ok) return ok;
  const Descriptor file(place(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW);
  if (!file.ok()) return error(name, "opened", errno);
  if (const int number = write_all(file.get(), bytes); number != 0)
    return error(name, "written", number);
  return {};
}

Result<void> DirectoryFileStore::do_write_at(const std::string& name, std::uint64_t offset,
                                             std::string_view bytes, Behind behind) {
  if (offset == 0)
    if (auto ok = make_folder_of(name); !ok) return ok;
  const int create = offset == 0 ? O_CREAT : 0;
  const Descriptor file(place(name), O_WRONLY | O_CLOEXEC | O_NOFOLLOW | create);
  if (!file.ok()) return error(name, "opened", errno);
  struct stat status = {};
  if (::fstat(file.get(), &status) != 0) return error(name, "written", errno);
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (size < offset) return too_short(place(name), size, offset);
  if (::lseek(file.get(), static_cast<off_t>(offset), SEEK_SET) < 0)
    return error(name, "written", errno);
  if (const int number = write_all(file.get(), bytes); number != 0)
    return error(name, "written", number);
  const auto end = static_cast<off_t>(offset + bytes.size());
  if (behind == Behind::kGoes && ::ftruncate(file.get(), end) != 0)
    return error(name, "written", errno);
  return {};
}

Result<void> DirectoryFileStore::do_sync(const std::string& name) {
  if (outlives_ == Outlives::kProcess) return {};
  const int number = sync_path(place(name), O_RDONLY);
  if (number != 0) return error(name, "synced", number);
  return {};
}

Result<void> DirectoryFileStore::do_rename(const std::string& from, const std::string& to) {
  if (::rename(place(from).c_str(), place(to).c_str()) != 0) return error(from, "renamed", errno);
  return {};
}

Result<void> DirectoryFileStore::do_sync_folder(const std::string& folder) {
  if (outlives_ == Outlives::kProcess) return {};
  for (std::string at = folder;; at = folder_of(at)) {
    const int number = sync_path(place(at), O_RDONLY | O_DIRECTORY);
    const bool gone = number == ENOENT && !at.empty();  // removed with its last file
    if (number != 0 && !gone) return error(at, "synced", number);
    if (at.empty()) return {};
  }
}

Result<void> DirectoryFileStore::do_remove(const std::string& name) {
  if (::unlink(place(name).c_str()) != 0 && errno != ENOENT) return error(name, "removed", errno);
  for (std::string at = folder_of(name); !at.empty(); at = folder_of(at))
    if (::rmdir(place(at).c_str()) != 0) break;  // not empty
  return {};
}

Result<std::string> DirectoryFileStore::do_read(const std::string& name) const {
  const Descriptor file(place(name), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (!file.ok()) return error(name, "read", errno);
  struct stat status = {};
  if (::fstat(file.get(), &status) != 0) return error(name, "read", errno);
  if (!S_ISREG(status.st_mode)) return error(name, "read", EISDIR);
  std::string out(static_cast<std::size_t>(status.st_size), '\0');
  std::size_t have = 0;
  while (have < out.size()) {
    const ssize_t n = ::read(file.get(), out.data() + have, out.size() - have);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return error(name, "read", errno);
    if (n == 0) break;
    have += static_cast<std::size_t>(n);
  }
  out.resize(have);
  return out;
}

bool DirectoryFileStore::do_exists(const std::string& name) const {
  std::error_code unknown;
  return std::filesystem::is_regular_file(std::filesystem::symlink_status(place(name), unknown));
}

Result<std::vector<std::string>> DirectoryFileStore::do_list(const std::string& folder) const {
  namespace fs = std::filesystem;
  std::vector<std::string> out;
  std::error_code failed;
  const std::string top = place(folder);
  if (!fs::exists(top, failed)) return out;
  fs::recursive_directory_iterator at(top, failed);
  for (; !failed && at != fs::recursive_directory_iterator(); at.increment(failed)) {
    std::error_code unknown;
    if (!fs::is_regular_file(at->symlink_status(unknown))) continue;
    const std::string path = at->path().native();
    out.push_back(join_path(folder, path.substr(top.size() + (top.ends_with('/') ? 0 : 1))));
  }
  if (failed) return error(folder, "listed", failed.value());
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace weir

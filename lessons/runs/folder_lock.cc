#include "lessons/runs/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <thread>
#include <utility>

namespace weir::runs {

Result<FolderLock> FolderLock::take(const std::string& folder, std::chrono::milliseconds patience) {
  const auto failed = [&folder](const std::error_code& error) {
    return Error{ErrorKind::kIo, folder + ": " + error.message()};
  };
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return failed(error);
  FolderLock out;
  out.descriptor_ = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (out.descriptor_ < 0) return failed({errno, std::generic_category()});
  constexpr std::chrono::milliseconds kMoment{20};
  for (;; patience -= kMoment) {
    if (flock(out.descriptor_, LOCK_EX | LOCK_NB) == 0) return out;
    if (errno != EWOULDBLOCK) return failed({errno, std::generic_category()});
    if (patience <= std::chrono::milliseconds::zero()) break;
    std::this_thread::sleep_for(kMoment);
  }
  return Error{ErrorKind::kIo, folder +
                                   ": another run of weir is writing there. Wait for its end, or "
                                   "name another folder."};
}

FolderLock::~FolderLock() {
  if (descriptor_ >= 0) close(descriptor_);
}

FolderLock::FolderLock(FolderLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

FolderLock& FolderLock::operator=(FolderLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

}  // namespace weir::runs

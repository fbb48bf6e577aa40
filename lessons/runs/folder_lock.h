// FolderLock: keeps a second run out of a folder while one writes there. The system lets go of it
// when the process ends, however it ends; nothing is left in the folder.
// Errors: kIo: another process holds it, after waiting as long as was asked for, or the folder
// cannot be made or opened.
#pragma once
#include <chrono>
#include <string>

#include "engine/core/result.h"

namespace weir::runs {

class FolderLock {
 public:
  FolderLock() = default;  // of nothing
  // Makes the folder if it is not there. Waits so long for another process to let go of it.
  static Result<FolderLock> take(const std::string& folder,
                                 std::chrono::milliseconds patience = {});
  ~FolderLock();
  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&& other) noexcept;

 private:
  int descriptor_ = -1;
};

}  // namespace weir::runs

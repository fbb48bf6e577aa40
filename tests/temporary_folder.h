// An empty folder that is gone, with everything in it, when its object goes. For all tests and
// benchmarks that need files.
#pragma once
#include <stdlib.h>

#include <filesystem>
#include <string>
#include <system_error>

#include "engine/core/check.h"

namespace weir::testing {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    const std::string pattern = "weir-" + std::string(6, 'X');  // as mkdtemp wants it
    path_ = (std::filesystem::temp_directory_path() / pattern).native();
    WEIR_CHECK(mkdtemp(path_.data()) != nullptr, "no temporary folder can be made");
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }
  std::string operator/(const std::string& name) const { return path_ + '/' + name; }

 private:
  std::string path_;
};

}  // namespace weir::testing

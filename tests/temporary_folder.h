// A fresh folder of this machine that is removed with its object.
#pragma once
#include <stdlib.h>

#include <filesystem>
#include <string>

#include "engine/core/check.h"

namespace weir::testing {

class TemporaryFolder {
 public:
  TemporaryFolder() : path_((std::filesystem::temp_directory_path() / "weir-XXXXXX").native()) {
    WEIR_CHECK(mkdtemp(path_.data()) != nullptr, "no temporary folder can be made");
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace weir::testing

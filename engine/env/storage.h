// CheckpointStorage: where checkpoints are kept; it outlives every task and the job master.
//   Names are "cp-<checkpoint>/<part>". A write replaces; it is whole or not there. Errors: kIo.
// Follows Flink's CheckpointStorage; directories come as another implementation of this.
#pragma once
#include <map>
#include <string>

#include "engine/core/ids.h"
#include "engine/core/result.h"

namespace weir {

class CheckpointStorage {
 public:
  virtual ~CheckpointStorage() = default;
  virtual Result<void> write(const std::string& name, std::string bytes) = 0;
  virtual Result<std::string> read(const std::string& name) = 0;
  virtual Result<void> remove_all(const std::string& prefix) = 0;
};

class MemoryCheckpointStorage final : public CheckpointStorage {
 public:
  Result<void> write(const std::string& name, std::string bytes) override;
  Result<std::string> read(const std::string& name) override;
  Result<void> remove_all(const std::string& prefix) override;
  const std::map<std::string, std::string>& files() const { return files_; }

 private:
  std::map<std::string, std::string> files_;
};

}  // namespace weir

// RocksSnapshotPart: a snapshot of RocksDB, and its canonical bytes when it is finished.
//   Beginning it is O(1). Finishing iterates at that snapshot, all column families side by side,
//   key group by key group, and copies encoded keys and values as they are.
// Ownership: known to its backend, which takes the snapshot from it when it goes.
// Errors: of reading, as a Result; also if the backend is gone or had failed before.
#pragma once
#include "engine/state/rocksdb/rocks_backend.h"

namespace weir::rocks {

class RocksSnapshotPart final : public KeyedSnapshotPart {
 public:
  explicit RocksSnapshotPart(RocksBackend& backend);
  ~RocksSnapshotPart() override { leave(); }
  RocksSnapshotPart(const RocksSnapshotPart&) = delete;
  RocksSnapshotPart& operator=(const RocksSnapshotPart&) = delete;

  Result<KeyedHandle> finish() override;
  void leave();

 private:
  RocksBackend* backend_;
  const rocksdb::Snapshot* snapshot_ = nullptr;
  std::size_t states_;  // later ones were registered after the snapshot began
  rocksdb::ColumnFamilyHandle* timers_[2];
};

}  // namespace weir::rocks

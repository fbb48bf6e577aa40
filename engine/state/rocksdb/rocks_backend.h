// RocksBackend: keyed state and timers in RocksDB; the contract is keyed_backend.h's.
//   One database per backend, one column family per state and per time domain. Keys are those of
//   rocks_keys.h. A value cell is its ValueCodec bytes; a list cell the bytes of its elements, one
//   after the other, so that append is a merge without a read. Every access is one call of RocksDB,
//   with buffers that are used again.
//   A snapshot part may be finished or dropped at any time while the backend lives; after that only
//   dropped (finishing it is an error).
// Errors: what storage does wrong is a UserError (kIo, kCorrupt) out of the call, and out of every
//   later one that writes: whoever catches it cannot go on as if nothing had happened. A backend
//   that could not be opened says so in register_state, restore and its snapshots.
// Follows Flink's RocksDBKeyedStateBackend.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rocksdb/db.h>
#include <rocksdb/metadata.h>
#include <rocksdb/write_batch.h>

#include "engine/state/keyed_backend.h"
#include "engine/state/rocksdb/rocks_database.h"
#include "engine/state/rocksdb/rocks_timers.h"

namespace weir::rocks {

class RocksSnapshotPart;

class RocksBackend final : public KeyedStateBackend {
 public:
  RocksBackend(const BackendConfig& config, DatabasePool& pool);
  ~RocksBackend() override;
  RocksBackend(const RocksBackend&) = delete;
  RocksBackend& operator=(const RocksBackend&) = delete;

  Result<StateId> register_state(const StateDescriptor& descriptor) override;
  TimerQueue& timers(TimeDomain domain) override {
    return domain == TimeDomain::kEvent ? event_timers_ : processing_timers_;
  }
  void set_current_key(const Value& key, std::uint32_t key_hash, KeyGroup group) override;
  const Value* get(StateId state, const Namespace& ns) override;
  void put(StateId state, const Namespace& ns, Value value) override;
  void append(StateId state, const Namespace& ns, Value element) override;
  void remove(StateId state, const Namespace& ns) override;
  std::size_t entries() const override;
  void for_each(const std::function<void(const Entry&)>& visit) const override;
  std::unique_ptr<KeyedSnapshotPart> start_snapshot(CheckpointId checkpoint) override;
  Result<void> restore(std::span<const KeyedHandle> handles) override;
  bool wants_work() const override { return wants_flush_ || wants_compaction_; }
  Result<std::vector<BackendEvent>> do_work() override;

  // For the timers and snapshots of this backend.
  const BackendConfig& config() const { return config_; }
  const std::string& life() const { return database_->life(); }
  rocksdb::ColumnFamilyHandle* family(const std::string& name);
  std::unique_ptr<rocksdb::Iterator> iterate(rocksdb::ColumnFamilyHandle* family,
                                             const rocksdb::Snapshot* at = nullptr) const;
  void require(const rocksdb::Status& status, const char* doing) const {
    if (!status.ok()) [[unlikely]]
      fail(error_of(doing, status));
  }
  void write_put(rocksdb::ColumnFamilyHandle* family, const std::string& key,
                 std::string_view value);
  void write_delete(rocksdb::ColumnFamilyHandle* family, const std::string& key);

 private:
  friend class RocksSnapshotPart;
  class Restore;
  struct State {
    StateDescriptor descriptor;
    rocksdb::ColumnFamilyHandle* family;
  };

  State& state_at(StateId state) {
    WEIR_CHECK(state < states_.size(), "a state is registered before it is used");
    return states_[state];
  }
  // The key of the current cell.
  const std::string& place(const Namespace& ns);
  Result<StateId> add_state(const StateDescriptor& descriptor);
  void commit();
  void want(bool& what);
  struct Family {
    std::string name;
    rocksdb::ColumnFamilyHandle* handle;
  };
  std::vector<Family> families() const;
  Result<std::vector<BackendEvent>> flush();
  Result<std::vector<BackendEvent>> compact();
  std::vector<rocksdb::SstFileMetaData> files_of(rocksdb::ColumnFamilyHandle* family) const;
  void label_new_files(const Family& family, BackendEvent::Kind kind,
                       std::vector<BackendEvent>& out);
  [[noreturn]] void fail(Error error) const;
  template <class Visitor>
  void scan(const State& state, Visitor visit) const;

  BackendConfig config_;
  DatabasePool& pool_;
  std::unique_ptr<Database> database_;  // nullptr: it could not be opened
  mutable std::optional<Error> error_;  // once there, it stays
  std::vector<State> states_;           // by StateId
  std::map<std::string, StateId> by_name_;
  RocksTimers event_timers_;
  RocksTimers processing_timers_;
  std::vector<RocksSnapshotPart*> parts_;  // not finished yet

  const Value* current_key_ = nullptr;
  KeyGroup current_group_ = 0;
  std::string key_;           // of the cell asked for last: life, group, key, namespace
  std::size_t key_size_ = 0;  // up to the namespace; 0: not built for the current key
  Namespace key_namespace_;   // the one in key_
  std::string bytes_;         // of the value being written
  rocksdb::WriteBatch batch_;
  rocksdb::WriteOptions write_options_;
  rocksdb::ReadOptions read_options_;
  rocksdb::PinnableSlice found_;
  Value lent_;                   // what get() pointed to
  std::vector<Value> elements_;  // of the list being read
  bool bulk_ = false;            // writes gather in the batch
  std::uint64_t unflushed_ = 0;  // written since the last flush
  std::uint32_t flushes_ = 0;    // since the last compaction
  bool wants_flush_ = false;
  bool wants_compaction_ = false;
  std::map<std::string, std::string> labels_;  // RocksDB's file name -> ours
  std::uint64_t labelled_ = 0;
};

// A stored value as a Value; nullopt: the bytes are damaged. `elements` is room to work in.
std::optional<Value> decode_cell(StateKind kind, std::string_view bytes,
                                 std::vector<Value>& elements);

}  // namespace weir::rocks

// HashMapBackend: keyed state and timers on the heap, with copy-on-write snapshots.
//   Made of state_table.h, timer_buckets.h and snapshot_log.h; the contract is keyed_backend.h's.
//   Every call is inline as far as the hot path reaches; callers that hold the final type pay no
//   virtual call.
//   A snapshot writes all there is. If that is much, the bytes of the snapshot before are kept, and
//   only what has changed since is encoded and sorted; a key group of which anything was removed is
//   written anew.
//   A snapshot part may be finished or dropped at any time while the backend lives; after that only
//   dropped.
// Follows Flink's HeapKeyedStateBackend.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/core/codec.h"
#include "engine/state/hashmap/state_table.h"
#include "engine/state/hashmap/timer_buckets.h"
#include "engine/state/keyed_backend.h"
#include "engine/state/keyed_format.h"

namespace weir {

class HashMapSnapshotPart;

class HashMapBackend final : public KeyedStateBackend, private TimerBuckets::Lookout {
 public:
  explicit HashMapBackend(const BackendConfig& config);
  ~HashMapBackend() override;
  HashMapBackend(const HashMapBackend&) = delete;
  HashMapBackend& operator=(const HashMapBackend&) = delete;

  Result<StateId> register_state(const StateDescriptor& descriptor) override;
  TimerQueue& timers(TimeDomain domain) override {
    return domain == TimeDomain::kEvent ? event_timers_ : processing_timers_;
  }

  void set_current_key(const Value& key, std::uint32_t key_hash, KeyGroup group) override {
    current_ = {&key, key_hash, group, ++generation_};
  }
  const Value* get(StateId state, const Namespace& ns) override {
    return table(state).get(current_, ns);
  }
  void put(StateId state, const Namespace& ns, Value value) override {
    table(state).put(current_, ns, std::move(value));
  }
  Value* edit(StateId state, const Namespace& ns) override {
    return table(state).edit(current_, ns);
  }
  void append(StateId state, const Namespace& ns, Value element) override {
    WEIR_CHECK(descriptors_[state].kind == StateKind::kList, "append needs a list state");
    table(state).append(current_, ns, std::move(element));
  }
  void remove(StateId state, const Namespace& ns) override { table(state).remove(current_, ns); }

  std::size_t entries() const override;
  void for_each(const std::function<void(const Entry&)>& visit) const override;

  std::unique_ptr<KeyedSnapshotPart> start_snapshot(CheckpointId checkpoint) override;
  Result<void> restore(std::span<const KeyedHandle> handles) override;

 private:
  friend class HashMapSnapshotPart;
  class Restore;

  StateTable& table(StateId state) {
    WEIR_CHECK(state < tables_.size(), "a state is registered before it is used");
    WEIR_CHECK(current_.key != nullptr, "keyed state needs a current key");
    return *tables_[state];
  }
  void soon(int step, std::uint32_t key_hash, const Namespace& ns) override;
  StateId add_table(const StateDescriptor& descriptor);
  std::string write_snapshot(const SnapshotLog::OpenSnapshot* snapshot, std::size_t states);

  BackendConfig config_;
  SnapshotLog log_;
  std::vector<std::unique_ptr<StateTable>> tables_;  // by StateId
  std::vector<StateDescriptor> descriptors_;
  std::map<std::string, StateId> by_name_;
  TimerBuckets event_timers_;
  TimerBuckets processing_timers_;
  CurrentKey current_;
  std::uint64_t generation_ = 0;
  std::vector<HashMapSnapshotPart*> parts_;  // not finished yet
  // Of much state: the sections of the newest snapshot that was written.
  struct Kept {
    Epoch epoch = 0;  // 0: none
    std::size_t states = 0;
    KeyedSections sections;
  } kept_;
};

}  // namespace weir

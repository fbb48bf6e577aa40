// KeyedStateBackend: the contract between keyed state and where it is stored.
//   One backend per operator of a subtask. Implementations: hashmap/ (copy-on-write table),
//   rocksdb/, and the hostile one of the contract suite (tests/contract), which every new one must
//   pass.
//   A cell is addressed by (state, current key, namespace). Keys are canonical (core/codec.h).
//   Backends know nothing of traces, clocks or files of others.
// Order: whatever iterates is sorted by serialised key bytes, then namespace; snapshots by key
//   group before that.
// Ownership: a pointer from get() is valid until the next call on the backend. The current key must
//   outlive its use: it is held by reference until the next set_current_key.
// Errors: misuse by users is caught in the facade above (keyed_state.h); here it is a failed
//   WEIR_CHECK. What storage does wrong is a Result where there is one. Calls without one (get,
//   put, append, remove, timers, for_each, entries) throw a UserError, which fails the task; from
//   then on every call that writes throws it again, and snapshots give it, so that nobody who
//   swallows it goes on with less state. The state comes back from a checkpoint.
// Physical work (flush, compaction) is asked for, never done by itself: see BackendEvent.
// Follows Flink's AbstractKeyedStateBackend.
#pragma once
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/core/namespace.h"
#include "engine/state/descriptor.h"
#include "engine/state/snapshot.h"
#include "engine/state/timer_queue.h"

namespace weir {

using StateId = std::uint32_t;

// A piece of physical work that was done: one file written from memory, or files merged into one.
// It changes nothing that any other call can see, takes no time, and is recorded as a physical
// event. File names are the backend's own numbering: the same in every run.
struct BackendEvent {
  enum class Kind : std::uint8_t { kFlush, kCompact };
  Kind kind = Kind::kFlush;
  std::vector<std::string> from;  // kCompact: the files that are gone
  std::string file;               // empty: nothing was left to write
  std::int64_t bytes = 0;
  std::int64_t entries = 0;
};

class KeyedStateBackend {
 public:
  virtual ~KeyedStateBackend() = default;

  // Same name and kind: the same id again. Same name, other kind: kBadArgument.
  virtual Result<StateId> register_state(const StateDescriptor& descriptor) = 0;
  virtual TimerQueue& timers(TimeDomain domain) = 0;

  virtual void set_current_key(const Value& key, std::uint32_t key_hash, KeyGroup group) = 0;

  virtual const Value* get(StateId state, const Namespace& ns) = 0;       // nullptr: nothing there
  virtual void put(StateId state, const Namespace& ns, Value value) = 0;  // value or whole list
  virtual void append(StateId state, const Namespace& ns, Value element) = 0;  // kList only
  // The value that is there, to be changed in place before the next call, not to null. nullptr:
  // nothing there, or this backend keeps no Values; then get() and put() do it.
  virtual Value* edit(StateId /*state*/, const Namespace& /*ns*/) { return nullptr; }
  virtual void remove(StateId state, const Namespace& ns) = 0;  // nothing there: nothing happens

  // Cells of all states (a list is one).
  virtual std::size_t entries() const = 0;
  struct Entry {
    const std::string& state;
    const Value& key;
    KeyGroup group;
    const Namespace& ns;
    const Value& value;
    StateKind kind;
  };
  // All cells: by state name, key group, key bytes, namespace. Reads only; the current key stays.
  virtual void for_each(const std::function<void(const Entry&)>& visit) const = 0;

  // The synchronous part: O(1) in the number of cells. Several may be open at once; any may be
  // finished or dropped first.
  virtual std::unique_ptr<KeyedSnapshotPart> start_snapshot(CheckpointId checkpoint) = 0;
  // On a fresh backend, before anything else: takes the key groups of its range out of the handles.
  // States that are in the handles and never registered are kept and written again by the next
  // snapshot.
  virtual Result<void> restore(std::span<const KeyedHandle> handles) = 0;

  // Physical work. A backend that wants some says so once (BackendConfig::work_wanted) and waits
  // until the driver gives it a turn; never getting one is legal, and only costs memory.
  virtual bool wants_work() const { return false; }
  virtual Result<std::vector<BackendEvent>> do_work() { return std::vector<BackendEvent>(); }
};

struct BackendConfig {
  std::uint32_t max_parallelism = 128;
  KeyGroupRange range;
  bool* work_wanted = nullptr;  // set when the backend begins to want physical work
};

class KeyedBackendFactory {
 public:
  virtual ~KeyedBackendFactory() = default;
  virtual const char* name() const = 0;  // "hashmap", "rocksdb"
  virtual std::unique_ptr<KeyedStateBackend> create(const BackendConfig& config) = 0;
};

}  // namespace weir

// What the contract suite needs to drive a backend: which backends there are, a rig that keeps the
// current key alive as the contract asks, readable dumps, and a small random source.
#pragma once
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "engine/core/hash.h"
#include "engine/state/keyed_backend.h"

namespace weir::contract {

// Add a backend here (rig.cc) and it runs through every test of the suite.
std::vector<std::string> backend_names();
// One per name for the whole process, so that backends that use things again meet what earlier
// tests left behind.
KeyedBackendFactory& factory_of(const std::string& name);

class Random {
 public:
  explicit Random(std::uint64_t seed) : seed_(seed) {}
  std::uint64_t next() { return stable_hash(seed_, 1, n_++); }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(next() % n); }
  bool one_in(std::size_t n) { return below(n) == 0; }

 private:
  std::uint64_t seed_;
  std::uint64_t n_ = 0;
};

// Keys, values and namespaces of every kind; few enough of the first and last that they meet again.
Value random_key(Random& random, std::size_t variety);
Value random_value(Random& random, int depth = 2);
Namespace random_namespace(Random& random);

// Cells in the order of the contract, and timers in order of firing, as text.
using Dump = std::vector<std::string>;
std::string cell_text(const std::string& state, const Value& key, const Namespace& ns,
                      const Value& value);
std::string timer_text(TimeDomain domain, const Timer& timer);

class Rig {
 public:
  Rig(const std::string& backend, std::uint32_t max_parallelism = 128,
      std::uint32_t parallelism = 1, std::uint32_t subtask = 0);

  KeyedStateBackend* operator->() { return backend_.get(); }
  KeyedStateBackend& backend() { return *backend_; }
  const BackendConfig& config() const { return config_; }

  StateId state(const std::string& name, StateKind kind = StateKind::kValue);
  void key(const Value& key);
  bool owns(const Value& key) const {
    return config_.range.contains(key_group(key, config_.max_parallelism));
  }
  // nullopt as "absent".
  std::string read(StateId state, const Namespace& ns = {});
  Timer timer(Timestamp timestamp, const Value& key, const Namespace& ns = {}) const;
  KeyedHandle snapshot();
  Dump dump();

 private:
  BackendConfig config_;
  std::unique_ptr<KeyedStateBackend> backend_;
  Value key_;
};

}  // namespace weir::contract

#include "exercises/grader/hostile_backend.h"

#include <map>
#include <set>
#include <tuple>

#include "engine/core/check.h"
#include "engine/core/codec.h"
#include "engine/state/keyed_format.h"

namespace weir::exercises {

namespace {

// (state name, key group, key bytes, namespace): the order of the contract, but kept in reverse.
using CellKey = std::tuple<std::string, KeyGroup, std::string, Namespace>;
using Cells = std::map<CellKey, std::string, std::greater<>>;
// (timestamp, key bytes, namespace)
using TimerKey = std::tuple<Timestamp, std::string, Namespace>;
using Timers = std::set<TimerKey, std::greater<>>;

Value decoded(const std::string& bytes) { return *ValueCodec::decode(bytes); }
Value decoded_key(const std::string& bytes) { return *KeyCodec::decode(bytes); }

class HostileTimers final : public TimerQueue {
 public:
  explicit HostileTimers(std::uint32_t max_parallelism) : max_parallelism_(max_parallelism) {}

  void add(const Timer& t) override { all_.insert({t.timestamp, KeyCodec::encode(t.key), t.ns}); }
  void remove(const Timer& t) override { all_.erase({t.timestamp, KeyCodec::encode(t.key), t.ns}); }
  std::optional<Timestamp> next() override {
    if (all_.empty()) return std::nullopt;
    return std::get<0>(*all_.rbegin());
  }
  bool pop(Timestamp until, Timer& out) override {
    if (all_.empty() || std::get<0>(*all_.rbegin()) > until) return false;
    const auto first = std::prev(all_.end());
    out = timer_of(*first);
    all_.erase(first);
    return true;
  }
  std::size_t size() override { return all_.size(); }
  void for_each(const std::function<void(const Timer&)>& visit) override {
    for (auto it = all_.rbegin(); it != all_.rend(); ++it) visit(timer_of(*it));
  }
  const Timers& all() const { return all_; }

 private:
  Timer timer_of(const TimerKey& t) const {
    const Value key = decoded_key(std::get<1>(t));
    return {std::get<0>(t), key, key_hash(key), key_group(key, max_parallelism_), std::get<2>(t)};
  }
  Timers all_;
  std::uint32_t max_parallelism_;
};

using Kinds = std::map<std::string, StateKind>;

class HostilePart final : public KeyedSnapshotPart {
 public:
  HostilePart(BackendConfig config, Kinds kinds, Cells cells, Timers event, Timers processing)
      : config_(config), kinds_(std::move(kinds)), cells_(std::move(cells)) {
    take(TimeDomain::kEvent, event);
    take(TimeDomain::kProcessing, processing);
  }

  Result<KeyedHandle> finish() override {
    std::vector<StateDescriptor> states;
    std::map<std::string, std::uint32_t> rank;
    for (const auto& [name, kind] : kinds_) {
      rank[name] = static_cast<std::uint32_t>(states.size());
      states.push_back({name, kind});
    }
    KeyedWriter writer(config_.max_parallelism, config_.range, states);
    for (std::uint32_t g = 0; g < config_.max_parallelism; g++) {
      const auto group = static_cast<KeyGroup>(g);
      bool begun = false;
      for (auto it = cells_.rbegin(); it != cells_.rend(); ++it) {
        const auto& [name, cell_group, key, ns] = it->first;
        if (cell_group != group) continue;
        if (!begun) writer.begin_section(group);
        begun = true;
        writer.cell(rank.at(name), decoded_key(key), ns, decoded(it->second));
      }
      const auto timers = timers_.find(group);
      if (timers == timers_.end()) continue;
      if (!begun) writer.begin_section(group);
      for (const auto& [domain, timer] : timers->second)
        writer.timer(domain, std::get<0>(timer), decoded_key(std::get<1>(timer)),
                     std::get<2>(timer));
    }
    return KeyedHandle{config_.range, writer.finish()};
  }

 private:
  void take(TimeDomain domain, const Timers& all) {
    for (const TimerKey& t : all)
      timers_[key_group(decoded_key(std::get<1>(t)), config_.max_parallelism)].insert({domain, t});
  }

  BackendConfig config_;
  Kinds kinds_;
  Cells cells_;
  std::map<KeyGroup, std::set<std::pair<TimeDomain, TimerKey>>> timers_;
};

class HostileBackend final : public KeyedStateBackend {
 public:
  explicit HostileBackend(const BackendConfig& config)
      : config_(config), event_(config.max_parallelism), processing_(config.max_parallelism) {}

  Result<StateId> register_state(const StateDescriptor& descriptor) override {
    const auto [it, fresh] = kinds_.emplace(descriptor.name, descriptor.kind);
    if (it->second != descriptor.kind)
      return kind_mismatch({descriptor.name, it->second}, descriptor);
    for (StateId id = 0; id < names_.size(); id++)
      if (names_[id] == descriptor.name) return id;
    names_.push_back(descriptor.name);
    return static_cast<StateId>(names_.size() - 1);
  }
  TimerQueue& timers(TimeDomain domain) override {
    return domain == TimeDomain::kEvent ? event_ : processing_;
  }
  void set_current_key(const Value& key, std::uint32_t hash, KeyGroup group) override {
    forget();
    WEIR_CHECK(hash == key_hash(key), "the hash is that of the key");
    WEIR_CHECK(group == key_group(key, config_.max_parallelism), "the group is that of the key");
    WEIR_CHECK(config_.range.contains(group), "the key belongs to this subtask");
    key_ = &key;
    group_ = group;
  }
  const Value* get(StateId state, const Namespace& ns) override {
    forget();
    const auto it = cells_.find(place(state, ns));
    if (it == cells_.end()) return nullptr;
    lent_ = std::make_unique<Value>(decoded(it->second));
    return lent_.get();
  }
  void put(StateId state, const Namespace& ns, Value value) override {
    forget();
    cells_[place(state, ns)] = ValueCodec::encode(value);
  }
  void append(StateId state, const Namespace& ns, Value element) override {
    forget();
    WEIR_CHECK(kinds_.at(names_.at(state)) == StateKind::kList, "append needs a list state");
    std::string& bytes = cells_[place(state, ns)];
    std::vector<Value> all;
    if (!bytes.empty()) {
      const Value list = decoded(bytes);
      all.assign(list.elements().begin(), list.elements().end());
    }
    all.push_back(std::move(element));
    bytes = ValueCodec::encode(Value::list(all));
  }
  void remove(StateId state, const Namespace& ns) override {
    forget();
    cells_.erase(place(state, ns));
  }

  std::size_t entries() const override { return cells_.size(); }
  void for_each(const std::function<void(const Entry&)>& visit) const override {
    for (auto it = cells_.rbegin(); it != cells_.rend(); ++it) {
      const auto& [name, group, key_bytes, ns] = it->first;
      const Value key = decoded_key(key_bytes), value = decoded(it->second);
      visit({name, key, group, ns, value, kinds_.at(name)});
    }
  }

  std::unique_ptr<KeyedSnapshotPart> start_snapshot(CheckpointId) override {
    forget();
    return std::make_unique<HostilePart>(config_, kinds_, cells_, event_.all(), processing_.all());
  }
  Result<void> restore(std::span<const KeyedHandle> handles) override {
    struct Target final : KeyedRestore {
      HostileBackend& b;
      explicit Target(HostileBackend& backend) : b(backend) {}
      Result<StateId> add_state(const StateDescriptor& d) override {
        Result<StateId> id = b.register_state(d);
        if (id) return id;
        return Error{ErrorKind::kRestoreRefused, id.error().text};
      }
      void cell(std::size_t state, KeyGroup group, Value&& key, const Namespace& ns,
                Value&& value) override {
        b.cells_[{b.names_[state], group, KeyCodec::encode(key), ns}] = ValueCodec::encode(value);
      }
      void timer(TimeDomain domain, Timer&& timer) override { b.timers(domain).add(timer); }
    } target(*this);
    return restore_keyed(handles, config_, target);
  }

 private:
  void forget() { lent_.reset(); }
  CellKey place(StateId state, const Namespace& ns) const {
    WEIR_CHECK(key_ != nullptr, "keyed state needs a current key");
    return {names_.at(state), group_, KeyCodec::encode(*key_), ns};
  }

  BackendConfig config_;
  Kinds kinds_;
  std::vector<std::string> names_;
  Cells cells_;
  HostileTimers event_, processing_;
  const Value* key_ = nullptr;
  KeyGroup group_ = 0;
  std::unique_ptr<Value> lent_;
};

class HostileFactory final : public KeyedBackendFactory {
 public:
  const char* name() const override { return "hostile"; }
  std::unique_ptr<KeyedStateBackend> create(const BackendConfig& config) override {
    return std::make_unique<HostileBackend>(config);
  }
};

}  // namespace

std::unique_ptr<KeyedBackendFactory> make_hostile_backend_factory() {
  return std::make_unique<HostileFactory>();
}

}  // namespace weir::exercises

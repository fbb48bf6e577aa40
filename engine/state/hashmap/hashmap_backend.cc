#include "engine/state/hashmap/hashmap_backend.h"

#include <algorithm>

#include "engine/state/hashmap/factory.h"
#include "engine/state/keyed_format.h"

namespace weir {

namespace {

constexpr std::size_t kMuch = 4096;  // cells: where it pays to keep the bytes of a snapshot

}  // namespace

class HashMapSnapshotPart final : public KeyedSnapshotPart {
 public:
  HashMapSnapshotPart(HashMapBackend* backend, const SnapshotLog::OpenSnapshot* snapshot,
                      std::size_t states)
      : backend_(backend), snapshot_(snapshot), states_(states) {
    backend_->parts_.push_back(this);
  }
  ~HashMapSnapshotPart() override { leave(); }

  Result<KeyedHandle> finish() override {
    WEIR_CHECK(backend_ != nullptr, "a snapshot is finished once, while its backend lives");
    KeyedHandle handle{backend_->config_.range, backend_->write_snapshot(snapshot_, states_)};
    leave();
    return handle;
  }
  void leave() {
    if (backend_ == nullptr) return;
    backend_->log_.release(snapshot_);
    std::erase(backend_->parts_, this);
    backend_ = nullptr;
  }

 private:
  HashMapBackend* backend_;
  const SnapshotLog::OpenSnapshot* snapshot_;
  std::size_t states_;  // later ones were registered after the snapshot began
};

class HashMapBackend::Restore final : public KeyedRestore {
 public:
  explicit Restore(HashMapBackend* backend) : backend_(*backend) {}

  Result<StateId> add_state(const StateDescriptor& descriptor) override {
    const auto it = backend_.by_name_.find(descriptor.name);
    if (it == backend_.by_name_.end()) return backend_.add_table(descriptor);
    if (backend_.descriptors_[it->second].kind == descriptor.kind) return it->second;
    return Error{ErrorKind::kRestoreRefused,
                 "state '" + descriptor.name + "' is a value in one handle and a list in another"};
  }
  void cell(std::size_t state, KeyGroup group, Value&& key, const Namespace& ns,
            Value&& value) override {
    const CurrentKey current{&key, key_hash(key), group, ++backend_.generation_};
    backend_.tables_[state]->put(current, ns, std::move(value));
  }
  void timer(TimeDomain domain, Timer&& timer) override { backend_.timers(domain).add(timer); }

 private:
  HashMapBackend& backend_;
};

HashMapBackend::HashMapBackend(const BackendConfig& config)
    : config_(config),
      event_timers_(TimeDomain::kEvent, &log_),
      processing_timers_(TimeDomain::kProcessing, &log_) {
  event_timers_.set_lookout(this);
}

HashMapBackend::~HashMapBackend() {
  while (!parts_.empty()) parts_.back()->leave();
}

StateId HashMapBackend::add_table(const StateDescriptor& descriptor) {
  const auto id = static_cast<StateId>(tables_.size());
  tables_.push_back(std::make_unique<StateTable>(id, &log_));
  descriptors_.push_back(descriptor);
  by_name_.emplace(descriptor.name, id);
  return id;
}

Result<StateId> HashMapBackend::register_state(const StateDescriptor& descriptor) {
  const auto it = by_name_.find(descriptor.name);
  if (it == by_name_.end()) return add_table(descriptor);
  if (descriptors_[it->second].kind == descriptor.kind) return it->second;
  return kind_mismatch(descriptors_[it->second], descriptor);
}

void HashMapBackend::soon(int step, std::uint32_t key_hash, const Namespace& ns) {
  for (const auto& table : tables_) table->prefetch(step, key_hash, ns);
}

std::size_t HashMapBackend::entries() const {
  std::size_t sum = 0;
  for (const auto& table : tables_) sum += table->size();
  return sum;
}

void HashMapBackend::for_each(const std::function<void(const Entry&)>& visit) const {
  for (const auto& [name, id] : by_name_) {
    struct Found {
      const Namespace* ns;
      const Cell* cell;
    };
    std::vector<Found> found;
    found.reserve(tables_[id]->size());
    tables_[id]->for_each([&](const Namespace& ns, const Cell& cell) {
      found.push_back({&ns, &cell});
    });
    std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
      if (a.cell->group != b.cell->group) return a.cell->group < b.cell->group;
      const int c = a.cell->key.compare(b.cell->key);
      return c != 0 ? c < 0 : *a.ns < *b.ns;
    });
    for (const Found& f : found)
      visit({descriptors_[id].name, f.cell->key, f.cell->group, *f.ns, f.cell->value,
             descriptors_[id].kind});
  }
}

std::unique_ptr<KeyedSnapshotPart> HashMapBackend::start_snapshot(CheckpointId) {
  if (entries() >= kMuch) log_.watch_removals(config_.max_parallelism);
  return std::make_unique<HashMapSnapshotPart>(this, log_.start(), tables_.size());
}

std::string HashMapBackend::write_snapshot(const SnapshotLog::OpenSnapshot* snapshot,
                                           std::size_t states) {
  const Epoch until = snapshot->epoch;
  // What is older than this is in the bytes that are kept.
  const bool uses_kept = kept_.epoch != 0 && kept_.epoch <= until && kept_.states == states;
  const Epoch since = uses_kept ? kept_.epoch : 0;
  const auto is_whole = [&](KeyGroup group) { return log_.last_removal(group) > since; };
  const auto is_wanted = [&](Epoch epoch, KeyGroup group) {
    return epoch <= until && (epoch > since || is_whole(group));
  };
  KeyedCollector out(config_.max_parallelism, config_.range,
                     std::span<const StateDescriptor>(descriptors_).first(states));
  for (StateId id = 0; id < states; id++)
    tables_[id]->for_each_of([&](const Cell& cell) { return is_wanted(cell.epoch, cell.group); },
                             [&](const Namespace& ns, const Cell& cell) {
                               out.cell(id, cell.group, cell.key, ns, cell.value);
                             });
  for (const TimeDomain domain : {TimeDomain::kEvent, TimeDomain::kProcessing}) {
    const TimerBuckets& queue = domain == TimeDomain::kEvent ? event_timers_ : processing_timers_;
    queue.for_each_stored([&](Timestamp timestamp, const HeapTimer& timer) {
      if (is_wanted(timer.epoch, timer.group))
        out.timer(domain, timestamp, timer.group, timer.key, timer.ns);
    });
  }
  log_.for_each_saved(
      snapshot,
      [&](const SnapshotLog::SavedCell& s) {
        if (is_wanted(s.cell.epoch, s.cell.group))
          out.cell(s.state, s.cell.group, s.cell.key, s.ns, s.cell.value);
      },
      [&](const SnapshotLog::SavedTimer& s) {
        if (is_wanted(s.timer.epoch, s.timer.group))
          out.timer(s.domain, s.timestamp, s.timer.group, s.timer.key, s.timer.ns);
      });
  const bool keeps = entries() >= kMuch && kept_.epoch <= until;
  if (!uses_kept && !keeps) return out.finish();
  if (!uses_kept) kept_ = {};
  std::string bytes = out.finish(kept_.sections, is_whole);
  kept_.epoch = until;
  kept_.states = states;
  if (!keeps) kept_ = {};
  return bytes;
}

Result<void> HashMapBackend::restore(std::span<const KeyedHandle> handles) {
  WEIR_CHECK(entries() == 0 && parts_.empty(), "a restore comes before anything else");
  Restore target(this);
  return restore_keyed(handles, config_, target);
}

namespace {

class HashMapBackendFactory final : public KeyedBackendFactory {
 public:
  const char* name() const override { return "hashmap"; }
  std::unique_ptr<KeyedStateBackend> create(const BackendConfig& config) override {
    return std::make_unique<HashMapBackend>(config);
  }
};

}  // namespace

std::unique_ptr<KeyedBackendFactory> make_hashmap_backend_factory() {
  return std::make_unique<HashMapBackendFactory>();
}

}  // namespace weir

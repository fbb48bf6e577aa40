#include "engine/state/rocksdb/rocks_backend.h"

#include <utility>

#include "engine/core/codec.h"
#include "engine/core/user_error.h"
#include "engine/state/keyed_format.h"
#include "engine/state/rocksdb/rocks_keys.h"
#include "engine/state/rocksdb/rocks_snapshot.h"

namespace weir::rocks {

namespace {

constexpr std::size_t kBulkBytes = 256 << 10;
// What an entry costs in memory beside its bytes, about.
constexpr std::uint64_t kEntryBytes = 48;

void append_cell(std::string& out, StateKind kind, const Value& value) {
  if (kind == StateKind::kValue) return ValueCodec::append(out, value);
  for (const Value& element : value.elements()) ValueCodec::append(out, element);
}

}  // namespace

std::optional<Value> decode_cell(StateKind kind, std::string_view bytes,
                                 std::vector<Value>& elements) {
  ByteReader in(bytes);
  Value value;
  if (kind == StateKind::kValue) {
    ValueCodec::read(in, value);
    if (!in.ok() || in.remaining() > 0) return std::nullopt;
    return value;
  }
  elements.clear();
  while (in.ok() && in.remaining() > 0) {
    ValueCodec::read(in, value);
    elements.push_back(std::move(value));
  }
  if (!in.ok()) return std::nullopt;
  value = Value::list(elements);
  elements.clear();
  return value;
}

RocksBackend::RocksBackend(const BackendConfig& config, DatabasePool& pool)
    : config_(config),
      pool_(pool),
      event_timers_(*this, TimeDomain::kEvent),
      processing_timers_(*this, TimeDomain::kProcessing) {
  pool_.hold();
  write_options_.disableWAL = true;
  Result<std::unique_ptr<Database>> database = pool_.take();
  if (database)
    database_ = std::move(*database);
  else
    error_ = database.error();
}

RocksBackend::~RocksBackend() {
  while (!parts_.empty()) parts_.back()->leave();
  found_.Reset();
  if (database_ != nullptr) {
    if (error_) database_->failed = true;
    pool_.give_back(std::move(database_));
  }
  pool_.let_go();
}

void RocksBackend::fail(Error error) const {
  if (!error_) error_ = std::move(error);
  throw UserError(*error_);
}

// ---- states -------------------------------------------------------------------------------------

rocksdb::ColumnFamilyHandle* RocksBackend::family(const std::string& name) {
  if (error_) fail(*error_);
  const Result<rocksdb::ColumnFamilyHandle*> family = database_->column_family(name);
  if (!family) fail(family.error());
  return *family;
}

Result<StateId> RocksBackend::add_state(const StateDescriptor& descriptor) {
  if (error_) return *error_;
  const Result<rocksdb::ColumnFamilyHandle*> family =
      database_->column_family("state/" + descriptor.name);
  if (!family) {
    error_ = family.error();
    return family.error();
  }
  const auto id = static_cast<StateId>(states_.size());
  states_.push_back({descriptor, *family});
  by_name_.emplace(descriptor.name, id);
  return id;
}

Result<StateId> RocksBackend::register_state(const StateDescriptor& descriptor) {
  const auto it = by_name_.find(descriptor.name);
  if (it == by_name_.end()) return add_state(descriptor);
  const StateDescriptor& registered = states_[it->second].descriptor;
  if (registered.kind == descriptor.kind) return it->second;
  return kind_mismatch(registered, descriptor);
}

// ---- cells --------------------------------------------------------------------------------------

void RocksBackend::set_current_key(const Value& key, std::uint32_t, KeyGroup group) {
  current_key_ = &key;
  current_group_ = group;
  key_size_ = 0;
}

const std::string& RocksBackend::place(const Namespace& ns) {
  WEIR_CHECK(current_key_ != nullptr, "keyed state needs a current key");
  if (key_size_ != 0) {
    if (ns == key_namespace_) return key_;
    key_.resize(key_size_);
  } else {
    key_.assign(life());
    append_group(key_, current_group_);
    KeyCodec::append(key_, *current_key_);
    key_size_ = key_.size();
  }
  append_namespace(key_, ns);
  key_namespace_ = ns;
  return key_;
}

const Value* RocksBackend::get(StateId id, const Namespace& ns) {
  const State& state = state_at(id);
  found_.Reset();
  const rocksdb::Status status =
      database_->db().Get(read_options_, state.family, place(ns), &found_);
  if (status.IsNotFound()) return nullptr;
  require(status, "reading a cell");
  std::optional<Value> value = decode_cell(state.descriptor.kind, found_.ToStringView(), elements_);
  if (!value)
    fail({ErrorKind::kCorrupt, "RocksDB: a cell of state '" + state.descriptor.name +
                                   "' holds bytes that are no value"});
  lent_ = std::move(*value);
  return &lent_;
}

void RocksBackend::put(StateId id, const Namespace& ns, Value value) {
  const State& state = state_at(id);
  WEIR_CHECK(state.descriptor.kind != StateKind::kList || value.kind() == Kind::kList,
             "a list state holds lists");
  bytes_.clear();
  append_cell(bytes_, state.descriptor.kind, value);
  write_put(state.family, place(ns), bytes_);
}

void RocksBackend::append(StateId id, const Namespace& ns, Value element) {
  const State& state = state_at(id);
  WEIR_CHECK(state.descriptor.kind == StateKind::kList, "append needs a list state");
  bytes_.clear();
  ValueCodec::append(bytes_, element);
  require(batch_.Merge(state.family, place(ns), bytes_), "appending to a list");
  commit();
}

void RocksBackend::remove(StateId id, const Namespace& ns) {
  write_delete(state_at(id).family, place(ns));
}

// ---- writing ------------------------------------------------------------------------------------

void RocksBackend::write_put(rocksdb::ColumnFamilyHandle* family, const std::string& key,
                             std::string_view value) {
  require(batch_.Put(family, key, rocksdb::Slice(value.data(), value.size())), "writing");
  commit();
}

void RocksBackend::write_delete(rocksdb::ColumnFamilyHandle* family, const std::string& key) {
  require(batch_.Delete(family, key), "removing");
  commit();
}

void RocksBackend::commit() {
  if (bulk_ && batch_.GetDataSize() < kBulkBytes) return;
  if (error_) [[unlikely]]
    fail(*error_);
  const rocksdb::Status status = database_->db().Write(write_options_, &batch_);
  const std::uint64_t bytes = batch_.GetDataSize() + kEntryBytes * batch_.Count();
  batch_.Clear();
  require(status, "writing");
  database_->written += bytes;
  unflushed_ += bytes;
  if (unflushed_ >= pool_.options().memtable_bytes) [[unlikely]]
    want(wants_flush_);
}

// ---- everything ---------------------------------------------------------------------------------

std::unique_ptr<rocksdb::Iterator> RocksBackend::iterate(rocksdb::ColumnFamilyHandle* family,
                                                         const rocksdb::Snapshot* at) const {
  rocksdb::ReadOptions options = read_options_;
  options.snapshot = at;
  return std::unique_ptr<rocksdb::Iterator>(database_->db().NewIterator(options, family));
}

template <class Visitor>
void RocksBackend::scan(const State& state, Visitor visit) const {
  const std::unique_ptr<rocksdb::Iterator> it = iterate(state.family);
  for (it->Seek(life()); it->Valid() && it->key().starts_with(life()); it->Next()) visit(*it);
  require(it->status(), "reading all cells");
}

std::size_t RocksBackend::entries() const {
  std::size_t count = 0;
  for (const State& state : states_) scan(state, [&](rocksdb::Iterator&) { count++; });
  return count;
}

void RocksBackend::for_each(const std::function<void(const Entry&)>& visit) const {
  std::vector<Value> elements;
  for (const auto& [name, id] : by_name_) {
    const State& state = states_[id];
    scan(state, [&](rocksdb::Iterator& it) {
      std::string_view bytes = it.key().ToStringView();
      bytes.remove_prefix(life().size());
      const KeyGroup group = group_at(bytes);
      bytes.remove_prefix(2);
      const Namespace ns = take_namespace(bytes);
      const Result<Value> key = KeyCodec::decode(bytes);
      const std::optional<Value> value =
          decode_cell(state.descriptor.kind, it.value().ToStringView(), elements);
      if (!key || !value)
        fail({ErrorKind::kCorrupt,
              "RocksDB: damaged bytes in state '" + state.descriptor.name + "'"});
      visit({state.descriptor.name, *key, group, ns, *value, state.descriptor.kind});
    });
  }
}

std::unique_ptr<KeyedSnapshotPart> RocksBackend::start_snapshot(CheckpointId) {
  return std::make_unique<RocksSnapshotPart>(*this);
}

class RocksBackend::Restore final : public KeyedRestore {
 public:
  explicit Restore(RocksBackend& backend) : backend_(backend) {}

  Result<StateId> add_state(const StateDescriptor& descriptor) override {
    const auto it = backend_.by_name_.find(descriptor.name);
    if (it == backend_.by_name_.end()) return backend_.add_state(descriptor);
    if (backend_.states_[it->second].descriptor.kind == descriptor.kind) return it->second;
    return Error{ErrorKind::kRestoreRefused,
                 "state '" + descriptor.name + "' is a value in one handle and a list in another"};
  }
  void cell(std::size_t id, KeyGroup group, Value&& key, const Namespace& ns,
            Value&& value) override {
    const State& state = backend_.states_[id];
    key_.assign(backend_.life());
    append_group(key_, group);
    KeyCodec::append(key_, key);
    append_namespace(key_, ns);
    bytes_.clear();
    append_cell(bytes_, state.descriptor.kind, value);
    backend_.write_put(state.family, key_, bytes_);
  }
  void timer(TimeDomain domain, Timer&& timer) override { backend_.timers(domain).add(timer); }

 private:
  RocksBackend& backend_;
  std::string key_;
  std::string bytes_;
};

Result<void> RocksBackend::restore(std::span<const KeyedHandle> handles) {
  WEIR_CHECK(states_.empty() && parts_.empty(), "a restore comes before anything else");
  if (error_) return *error_;
  try {
    Restore target(*this);
    bulk_ = true;
    Result<void> done = restore_keyed(handles, config_, target);
    bulk_ = false;
    if (batch_.Count() > 0) commit();
    return done;
  } catch (const UserError& e) {
    bulk_ = false;
    return e.error();
  }
}

}  // namespace weir::rocks

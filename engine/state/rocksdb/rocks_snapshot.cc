#include "engine/state/rocksdb/rocks_snapshot.h"

#include <algorithm>
#include <utility>

#include "engine/core/codec.h"
#include "engine/core/user_error.h"
#include "engine/state/keyed_bytes.h"
#include "engine/state/keyed_format.h"
#include "engine/state/rocksdb/rocks_keys.h"

namespace weir::rocks {

namespace {

// One state, at the cell that comes next.
struct Cursor {
  const StateDescriptor* state;
  std::unique_ptr<rocksdb::Iterator> it;
};

struct TimerBytes {
  KeyGroup group;
  TimeDomain domain;
  Timestamp timestamp;
  std::uint32_t size;
  std::size_t start;
};

class SnapshotWriter {
 public:
  SnapshotWriter(const RocksBackend& backend, const rocksdb::Snapshot* at)
      : backend_(backend), at_(at) {}

  void add_state(const StateDescriptor& state, rocksdb::ColumnFamilyHandle* family) {
    cursors_.push_back({&state, backend_.iterate(family, at_)});
  }
  void add_timers(TimeDomain domain, rocksdb::ColumnFamilyHandle* family);
  std::string finish();

 private:
  // The key group of a cursor's cell; past all groups at its end.
  std::uint32_t group_of(const Cursor& cursor) const {
    if (!cursor.it->Valid() || !cursor.it->key().starts_with(backend_.life())) return kNoGroup;
    return group_at(cursor.it->key().ToStringView().substr(backend_.life().size()));
  }
  void write_cells(KeyedWriter& out, std::uint32_t rank, KeyGroup group);
  // Key and namespace, in the words of the format.
  void append_place(std::string& out, std::string_view bytes);

  static constexpr std::uint32_t kNoGroup = ~0u;
  const RocksBackend& backend_;
  const rocksdb::Snapshot* at_;
  std::vector<Cursor> cursors_;  // by name of the state
  std::vector<TimerBytes> timers_;
  std::string timer_bytes_;
  std::string cell_;
  std::vector<Value> elements_;
};

void SnapshotWriter::append_place(std::string& out, std::string_view bytes) {
  const Namespace ns = take_namespace(bytes);
  out.append(bytes);
  ByteWriter writer(out);
  keyed_bytes::write_namespace(writer, ns);
}

void SnapshotWriter::add_timers(TimeDomain domain, rocksdb::ColumnFamilyHandle* family) {
  const std::unique_ptr<rocksdb::Iterator> it = backend_.iterate(family, at_);
  const std::string& life = backend_.life();
  for (it->Seek(life); it->Valid() && it->key().starts_with(life); it->Next()) {
    std::string_view bytes = it->key().ToStringView().substr(life.size());
    const Timestamp timestamp = time_at(bytes);
    bytes.remove_prefix(8);
    std::string_view key_bytes = bytes;
    take_namespace(key_bytes);
    const Result<Value> key = KeyCodec::decode(key_bytes);
    if (!key) throw UserError(key.error());
    const std::size_t start = timer_bytes_.size();
    append_place(timer_bytes_, bytes);
    timers_.push_back({key_group(*key, backend_.config().max_parallelism), domain, timestamp,
                       static_cast<std::uint32_t>(timer_bytes_.size() - start), start});
  }
  backend_.require(it->status(), "reading timers");
}

void SnapshotWriter::write_cells(KeyedWriter& out, std::uint32_t rank, KeyGroup group) {
  Cursor& cursor = cursors_[rank];
  const bool is_list = cursor.state->kind == StateKind::kList;
  for (; group_of(cursor) == group; cursor.it->Next()) {
    cell_.clear();
    append_place(cell_, cursor.it->key().ToStringView().substr(backend_.life().size() + 2));
    const std::string_view stored = cursor.it->value().ToStringView();
    if (is_list) {
      const std::optional<Value> list = decode_cell(StateKind::kList, stored, elements_);
      if (!list)
        throw UserError(ErrorKind::kCorrupt,
                        "RocksDB: damaged bytes in state '" + cursor.state->name + "'");
      ValueCodec::append(cell_, *list);
    } else {
      cell_.append(stored);
    }
    out.encoded_cell(rank, cell_);
  }
}

std::string SnapshotWriter::finish() {
  std::sort(cursors_.begin(), cursors_.end(),
            [](const Cursor& a, const Cursor& b) { return a.state->name < b.state->name; });
  std::vector<StateDescriptor> states;
  for (const Cursor& cursor : cursors_) {
    states.push_back(*cursor.state);
    cursor.it->Seek(backend_.life());
  }
  // They came in order of firing, domain by domain.
  std::stable_sort(timers_.begin(), timers_.end(),
                   [](const TimerBytes& a, const TimerBytes& b) { return a.group < b.group; });
  KeyedWriter out(backend_.config().max_parallelism, backend_.config().range, states);
  auto timer = timers_.begin();
  for (;;) {
    std::uint32_t group = timer == timers_.end() ? kNoGroup : timer->group;
    for (const Cursor& cursor : cursors_) group = std::min(group, group_of(cursor));
    if (group == kNoGroup) break;
    out.begin_section(static_cast<KeyGroup>(group));
    for (std::uint32_t rank = 0; rank < cursors_.size(); rank++)
      write_cells(out, rank, static_cast<KeyGroup>(group));
    for (; timer != timers_.end() && timer->group == group; ++timer)
      out.encoded_timer(timer->domain, timer->timestamp,
                        std::string_view(timer_bytes_).substr(timer->start, timer->size));
  }
  for (const Cursor& cursor : cursors_) backend_.require(cursor.it->status(), "reading all cells");
  return out.finish();
}

}  // namespace

RocksSnapshotPart::RocksSnapshotPart(RocksBackend& backend)
    : backend_(&backend),
      states_(backend.states_.size()),
      timers_{backend.event_timers_.family(), backend.processing_timers_.family()} {
  if (backend.database_ != nullptr) snapshot_ = backend.database_->db().GetSnapshot();
  backend.parts_.push_back(this);
}

void RocksSnapshotPart::leave() {
  if (backend_ == nullptr) return;
  if (snapshot_ != nullptr) backend_->database_->db().ReleaseSnapshot(snapshot_);
  std::erase(backend_->parts_, this);
  backend_ = nullptr;
}

Result<KeyedHandle> RocksSnapshotPart::finish() {
  if (backend_ == nullptr)
    return Error{ErrorKind::kIo, "the backend of this snapshot is gone, or it was finished before"};
  if (backend_->error_) return *backend_->error_;
  try {
    SnapshotWriter writer(*backend_, snapshot_);
    for (std::size_t id = 0; id < states_; id++)
      writer.add_state(backend_->states_[id].descriptor, backend_->states_[id].family);
    for (const TimeDomain domain : {TimeDomain::kEvent, TimeDomain::kProcessing})
      if (rocksdb::ColumnFamilyHandle* family = timers_[static_cast<std::size_t>(domain)])
        writer.add_timers(domain, family);
    KeyedHandle handle{backend_->config_.range, writer.finish()};
    leave();
    return handle;
  } catch (const UserError& e) {
    return e.error();
  }
}

}  // namespace weir::rocks

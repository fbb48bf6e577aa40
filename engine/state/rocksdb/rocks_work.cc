// Physical work of RocksBackend: flush and compaction, each waited for, so that files come and go
// in the same order in every run.
#include <algorithm>
#include <utility>

#include "engine/state/rocksdb/rocks_backend.h"

namespace weir::rocks {

void RocksBackend::want(bool& what) {
  if (what) return;
  what = true;
  if (config_.work_wanted != nullptr) *config_.work_wanted = true;
}

std::vector<RocksBackend::Family> RocksBackend::families() const {
  std::vector<Family> out;
  for (const auto& [name, id] : by_name_) out.push_back({name, states_[id].family});
  if (event_timers_.family() != nullptr) out.push_back({"event timers", event_timers_.family()});
  if (processing_timers_.family() != nullptr)
    out.push_back({"processing timers", processing_timers_.family()});
  return out;
}

std::vector<rocksdb::SstFileMetaData> RocksBackend::files_of(
    rocksdb::ColumnFamilyHandle* family) const {
  rocksdb::ColumnFamilyMetaData data;
  database_->db().GetColumnFamilyMetaData(family, &data);
  std::vector<rocksdb::SstFileMetaData> files;
  for (const rocksdb::LevelMetaData& level : data.levels)
    files.insert(files.end(), level.files.begin(), level.files.end());
  // Names are numbers of equal length: in order of making.
  std::sort(files.begin(), files.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  return files;
}

// RocksDB counts through all lives of a database; our numbers begin with this backend.
void RocksBackend::label_new_files(const Family& family, BackendEvent::Kind kind,
                                   std::vector<BackendEvent>& out) {
  for (const rocksdb::SstFileMetaData& file : files_of(family.handle)) {
    if (labels_.count(file.name) > 0) continue;
    const std::string label = family.name + "/" + std::to_string(++labelled_) + ".sst";
    labels_.emplace(file.name, label);
    out.push_back({kind,
                   {},
                   label,
                   static_cast<std::int64_t>(file.size),
                   static_cast<std::int64_t>(file.num_entries)});
  }
}

Result<std::vector<BackendEvent>> RocksBackend::do_work() {
  if (error_) return *error_;
  if (wants_flush_) return flush();
  if (wants_compaction_) return compact();
  return std::vector<BackendEvent>();
}

Result<std::vector<BackendEvent>> RocksBackend::flush() {
  wants_flush_ = false;
  unflushed_ = 0;
  database_->has_files = true;
  const std::vector<Family> all = families();
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  for (const Family& family : all) handles.push_back(family.handle);
  rocksdb::FlushOptions options;
  options.wait = true;
  options.allow_write_stall = true;
  const rocksdb::Status status = database_->db().Flush(options, handles);
  if (!status.ok()) {
    error_ = error_of("flush", status);
    return *error_;
  }
  std::vector<BackendEvent> out;
  for (const Family& family : all) label_new_files(family, BackendEvent::Kind::kFlush, out);
  const std::uint32_t limit = pool_.options().flushes_per_compaction;
  if (limit > 0 && ++flushes_ >= limit) want(wants_compaction_);
  return out;
}

// RocksDB flushes what has been written since before it compacts, so we do, where it can be seen.
Result<std::vector<BackendEvent>> RocksBackend::compact() {
  Result<std::vector<BackendEvent>> flushed = flush();
  if (!flushed) return flushed;
  std::vector<BackendEvent> out = std::move(*flushed);
  wants_compaction_ = false;
  flushes_ = 0;
  for (const Family& family : families()) {
    const std::vector<rocksdb::SstFileMetaData> before = files_of(family.handle);
    if (before.size() < 2) continue;
    rocksdb::CompactRangeOptions options;
    options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
    options.allow_write_stall = true;
    const rocksdb::Status status =
        database_->db().CompactRange(options, family.handle, nullptr, nullptr);
    if (!status.ok()) {
      error_ = error_of("compaction", status);
      return *error_;
    }
    const std::vector<rocksdb::SstFileMetaData> after = files_of(family.handle);
    std::vector<std::string> gone;
    for (const rocksdb::SstFileMetaData& file : before) {
      const bool stays = std::any_of(after.begin(), after.end(),
                                     [&](const auto& other) { return other.name == file.name; });
      if (stays) continue;  // moved to another level as it is
      gone.push_back(labels_.at(file.name));
      labels_.erase(file.name);
    }
    if (gone.empty()) continue;
    const std::size_t first = out.size();
    label_new_files(family, BackendEvent::Kind::kCompact, out);
    if (out.size() == first) out.push_back({BackendEvent::Kind::kCompact, {}, "", 0, 0});
    out[first].from = std::move(gone);
  }
  return out;
}

}  // namespace weir::rocks

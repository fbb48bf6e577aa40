#include "engine/state/rocksdb/rocks_database.h"

#include <filesystem>
#include <utility>

#include <rocksdb/cache.h>
#include <rocksdb/table.h>

#include "engine/core/bytes.h"
#include "engine/state/rocksdb/rocks_plugs.h"

namespace weir::rocks {

namespace {

// A database in memory that holds more than this, dead lives included, is not used again.
constexpr std::uint64_t kGrown = 2ull << 20;
constexpr std::size_t kManyFamilies = 48;
constexpr std::size_t kSpares = 64;

rocksdb::Options make_options() {
  rocksdb::Options o;
  o.create_if_missing = true;
  // Nothing happens by itself, and file sizes do not depend on versions of compressors.
  o.disable_auto_compactions = true;
  o.compression = rocksdb::kNoCompression;
  o.write_buffer_size = 256ull << 20;
  o.arena_block_size = 8 << 10;
  o.max_write_buffer_number = 4;
  o.level0_slowdown_writes_trigger = 1 << 30;
  o.level0_stop_writes_trigger = 1 << 30;
  o.max_background_jobs = 1;
  o.max_subcompactions = 1;
  o.info_log = make_silent_logger();
  o.info_log_level = rocksdb::InfoLogLevel::FATAL_LEVEL;
  o.keep_log_file_num = 1;
  o.stats_dump_period_sec = 0;
  o.stats_persist_period_sec = 0;
  o.max_file_opening_threads = 1;
  o.skip_stats_update_on_db_open = true;
  o.max_open_files = -1;
  o.atomic_flush = true;
  o.db_host_id = "";
  o.avoid_flush_during_shutdown = true;
  o.max_bgerror_resume_count = 0;  // after an error the state comes from a checkpoint
  o.allow_concurrent_memtable_write = false;
  o.enable_write_thread_adaptive_yield = false;
  o.merge_operator = make_append_operator();
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(64 << 20, 2);
  o.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return o;
}

// RocksDB 11 knows only the unique_ptr form, older ones only the other.
template <class D = rocksdb::DB>
rocksdb::Status open_db(const rocksdb::Options& options, const std::string& path,
                        std::unique_ptr<D>& out) {
  if constexpr (requires { D::Open(options, path, &out); }) {
    return D::Open(options, path, &out);
  } else {
    D* raw = nullptr;
    rocksdb::Status status = D::Open(options, path, &raw);
    out.reset(raw);
    return status;
  }
}

// RocksDB writes names into a text file that it reads again.
std::string family_name(const std::string& name) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (const char c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '/' || c == '.';
    if (plain) {
      out.push_back(c);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out.push_back('%');
    out.push_back(kDigits[byte >> 4]);
    out.push_back(kDigits[byte & 15]);
  }
  return out;
}

}  // namespace

Error error_of(const std::string& what, const rocksdb::Status& status) {
  return {status.IsCorruption() ? ErrorKind::kCorrupt : ErrorKind::kIo,
          "RocksDB: " + what + ": " + status.ToString()};
}

Result<std::unique_ptr<Database>> Database::open(rocksdb::Env& env, const std::string& path,
                                                 const rocksdb::Options& options, bool has_lives) {
  std::unique_ptr<Database> database(new Database);
  database->options_ = options;
  database->options_.env = &env;
  database->path_ = path;
  database->has_lives_ = has_lives;
  const rocksdb::Status status = open_db(database->options_, path, database->db_);
  if (!status.ok()) return error_of("opening " + path, status);
  database->begin_life();
  return database;
}

Database::~Database() {
  if (db_ != nullptr) {
    for (const auto& [name, family] : families_)
      db_->DestroyColumnFamilyHandle(family).PermitUncheckedError();
    db_->Close().PermitUncheckedError();
    db_.reset();
  }
  rocksdb::DestroyDB(path_, options_).PermitUncheckedError();
}

Result<rocksdb::ColumnFamilyHandle*> Database::column_family(const std::string& name) {
  if (const auto it = families_.find(name); it != families_.end()) return it->second;
  rocksdb::ColumnFamilyHandle* family = nullptr;
  const rocksdb::Status status = db_->CreateColumnFamily(options_, family_name(name), &family);
  if (!status.ok()) {
    failed = true;
    return error_of("making column family " + name, status);
  }
  families_.emplace(name, family);
  return family;
}

void Database::begin_life() {
  if (!has_lives_) return;
  const std::uint32_t life = ++lives_;
  life_.clear();
  for (int shift = 24; shift >= 0; shift -= 8) life_.push_back(static_cast<char>(life >> shift));
}

DatabasePool::DatabasePool(const BackendOptions& options)
    : backend_options_(options), options_(make_options()) {
  env_ = rocksdb::Env::Default();
  if (in_memory()) {
    memory_.reset(rocksdb::NewMemEnv(env_));
    env_ = memory_.get();
  }
  if (options.io_faults != nullptr) {
    faulty_ = make_faulty_env(*env_, *options.io_faults);
    env_ = faulty_.get();
  }
}

DatabasePool::~DatabasePool() = default;

Result<void> DatabasePool::prepare() {
  if (in_memory()) return {};
  std::error_code error;
  std::filesystem::create_directories(backend_options_.directory, error);
  if (!error && !std::filesystem::is_directory(backend_options_.directory, error) && !error)
    error = std::make_error_code(std::errc::not_a_directory);
  if (!error) return {};
  return Error{ErrorKind::kIo, "the directory for RocksDB, " + backend_options_.directory +
                                   ", cannot be used: " + error.message()};
}

// A folder that is not there yet: what other runs left behind is never looked at.
std::string DatabasePool::fresh_path() {
  if (in_memory()) return "/weir/db-" + std::to_string(++opened_);
  for (;;) {
    std::string path = backend_options_.directory + "/db-" + std::to_string(++opened_);
    std::error_code error;
    if (std::filesystem::create_directory(path, error) || error) return path;
  }
}

Result<std::unique_ptr<Database>> DatabasePool::take() {
  if (!spare_.empty()) {
    std::unique_ptr<Database> database = std::move(spare_.back());
    spare_.pop_back();
    database->begin_life();
    return database;
  }
  return Database::open(*env_, fresh_path(), options_, reuses());
}

bool DatabasePool::reuses() const {
  return in_memory() && backend_options_.memtable_bytes >= kGrown;
}

void DatabasePool::give_back(std::unique_ptr<Database> database) {
  const bool again = reuses() && !database->failed && !database->has_files &&
                     database->written < kGrown && database->column_families() < kManyFamilies &&
                     spare_.size() < kSpares;
  if (again) spare_.push_back(std::move(database));
}

}  // namespace weir::rocks

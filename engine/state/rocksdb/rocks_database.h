// Database: one RocksDB with its column families; DatabasePool: those of one factory.
//   All background work of RocksDB is off: memtables never fill by themselves, nothing is compacted
//   unless asked for, no log, no statistics. No write-ahead log: what makes state durable is the
//   checkpoint, as in Flink.
//   In memory (no directory) databases are used again, because opening one costs more than a small
//   run: each user gets a life of its own, a number in front of every key, so that nothing of
//   earlier lives can be seen and nothing has to be deleted. A database that has grown, has files
//   or has failed is destroyed instead. With a memtable so small that it will be flushed none is
//   used again: files hold only what their owner wrote, so they are the same in every run.
//   On disk each user has a fresh folder, which goes with it.
// Ownership: a pool lives as long as its factory or any database that was taken from it; taken ones
//   are handed back before the thread ends. One thread.
// Errors: a Result with RocksDB's own words.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <rocksdb/db.h>

#include "engine/core/result.h"
#include "engine/state/backend_loader.h"

namespace weir::rocks {

Error error_of(const std::string& what, const rocksdb::Status& status);

class Database {
 public:
  static Result<std::unique_ptr<Database>> open(rocksdb::Env& env, const std::string& path,
                                                const rocksdb::Options& options, bool has_lives);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  rocksdb::DB& db() { return *db_; }
  // That of this name, made if it is not there. Names may hold any bytes.
  Result<rocksdb::ColumnFamilyHandle*> column_family(const std::string& name);
  std::size_t column_families() const { return families_.size(); }

  // In front of every key of this life; empty if there is only one.
  const std::string& life() const { return life_; }
  void begin_life();

  // What its users wrote, in all lives.
  std::uint64_t written = 0;
  bool has_files = false;
  bool failed = false;

 private:
  Database() = default;

  rocksdb::Options options_;
  std::string path_;
  std::unique_ptr<rocksdb::DB> db_;
  std::map<std::string, rocksdb::ColumnFamilyHandle*> families_;
  std::string life_;
  std::uint32_t lives_ = 0;
  bool has_lives_ = false;
};

class DatabasePool {
 public:
  explicit DatabasePool(const BackendOptions& options);
  DatabasePool(const DatabasePool&) = delete;
  DatabasePool& operator=(const DatabasePool&) = delete;

  // Counted by hand: the factory holds it, and so does every backend.
  void hold() { holders_++; }
  void let_go() {
    if (--holders_ == 0) delete this;
  }

  // With a directory: makes it, if it is not there.
  Result<void> prepare();
  Result<std::unique_ptr<Database>> take();
  void give_back(std::unique_ptr<Database> database);
  const BackendOptions& options() const { return backend_options_; }

 private:
  ~DatabasePool();
  bool in_memory() const { return backend_options_.directory.empty(); }
  bool reuses() const;
  std::string fresh_path();

  BackendOptions backend_options_;
  std::unique_ptr<rocksdb::Env> memory_;
  std::unique_ptr<rocksdb::Env> faulty_;
  rocksdb::Env* env_ = nullptr;
  rocksdb::Options options_;
  std::vector<std::unique_ptr<Database>> spare_;
  std::uint64_t opened_ = 0;
  std::uint32_t holders_ = 0;
};

}  // namespace weir::rocks

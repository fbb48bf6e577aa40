// State of the prototype in RocksDB: a Get and a Put for each record, a Get and a Delete for each
// result, no write-ahead log, no compression. Which windows are open stays in memory, and snapshots
// copy only that: it is what RocksDB itself costs.
#pragma once
#include <rocksdb/db.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/bench/anchors/prototype.h"

namespace weir::bench::prototype {

class RocksState {
 public:
  // Of all workers; opened before the run.
  static void open(const std::string& folder) {
    rocksdb::Options options;
    options.create_if_missing = true;
    options.compression = rocksdb::kNoCompression;
    options.info_log_level = rocksdb::HEADER_LEVEL;
    rocksdb::DB* opened = nullptr;
    check(rocksdb::DB::Open(options, folder, &opened).ok());
    database() = opened;
  }

  Aggregate add(std::uint64_t key, std::int64_t start, std::int64_t value) {
    char buffer[kKeySize];
    const rocksdb::Slice at = encode(buffer, key, start);
    Aggregate a;
    if (!get(at, a)) keys_[start].push_back(key);
    a.n++;
    a.sum += value;
    const rocksdb::Slice bytes(reinterpret_cast<const char*>(&a), sizeof a);
    check(database()->Put(write_options(), at, bytes).ok());
    return a;
  }
  template <class F>
  void fire(std::int64_t watermark, std::int64_t size, F result) {
    while (!keys_.empty() && keys_.begin()->first + size <= watermark) {
      auto& [start, keys] = *keys_.begin();
      std::sort(keys.begin(), keys.end());
      for (const std::uint64_t key : keys) {
        char buffer[kKeySize];
        const rocksdb::Slice at = encode(buffer, key, start);
        Aggregate a;
        check(get(at, a));
        result(key, start, a);
        check(database()->Delete(write_options(), at).ok());
      }
      keys_.erase(keys_.begin());
    }
  }

 private:
  static constexpr std::size_t kKeySize = 18;
  static void check(bool ok) {
    if (ok) return;
    std::fprintf(stderr, "prototype: RocksDB failed\n");
    std::exit(1);
  }
  static rocksdb::DB*& database() {
    static rocksdb::DB* db = nullptr;
    return db;
  }
  static rocksdb::WriteOptions write_options() {
    rocksdb::WriteOptions options;
    options.disableWAL = true;
    return options;
  }
  // Key group, key, start of the window.
  static rocksdb::Slice encode(char* out, std::uint64_t key, std::int64_t start) {
    const std::uint64_t group = mix(key) % 128;
    out[0] = static_cast<char>(group >> 8);
    out[1] = static_cast<char>(group);
    const std::uint64_t parts[] = {__builtin_bswap64(key),
                                   __builtin_bswap64(static_cast<std::uint64_t>(start))};
    std::memcpy(out + 2, parts, sizeof parts);
    return {out, kKeySize};
  }
  bool get(const rocksdb::Slice& at, Aggregate& a) {
    rocksdb::PinnableSlice found;
    const auto status =
        database()->Get(rocksdb::ReadOptions(), database()->DefaultColumnFamily(), at, &found);
    if (status.ok()) std::memcpy(&a, found.data(), sizeof a);
    return status.ok();
  }

  std::map<std::int64_t, std::vector<std::uint64_t>> keys_;
};

}  // namespace weir::bench::prototype

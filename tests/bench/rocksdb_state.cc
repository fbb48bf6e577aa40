// RocksDB through Weir beside RocksDB itself, on the same library with the same options, in one
// process: chunks of both take turns, so that a noisy machine hits both alike. A ratio is taken
// over pairs of chunks; the table shows the median over the rounds. CPU time of this process only.
// Options: rounds (default 5).
#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/table.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <string>
#include <vector>

#include "engine/core/codec.h"
#include "engine/core/hash.h"
#include "engine/state/backend_loader.h"
#include "engine/state/keyed_state.h"
#include "engine/trace/sink.h"

namespace weir::bench {

namespace {

constexpr std::size_t kChunk = 2'000;

double cpu_seconds() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

// A loop of Get and Put as anybody would write it.
class Raw {
 public:
  explicit Raw(rocksdb::Env& env) {
    rocksdb::Options o;
    o.env = &env;
    o.create_if_missing = true;
    o.disable_auto_compactions = true;
    o.compression = rocksdb::kNoCompression;
    o.write_buffer_size = 256 << 20;
    o.arena_block_size = 8 << 10;
    o.max_write_buffer_number = 4;
    o.info_log_level = rocksdb::InfoLogLevel::FATAL_LEVEL;
    o.stats_dump_period_sec = 0;
    o.stats_persist_period_sec = 0;
    o.allow_concurrent_memtable_write = false;
    o.enable_write_thread_adaptive_yield = false;
    rocksdb::DB* db = nullptr;
    if (!rocksdb::DB::Open(o, "/raw", &db).ok()) std::exit(1);
    db_.reset(db);
    write_.disableWAL = true;
  }
  void add(std::int64_t key) {
    char bytes[11];
    const KeyGroup group = key_group(Value::integer(key), 128);
    bytes[0] = static_cast<char>(group >> 8);
    bytes[1] = static_cast<char>(group);
    const std::uint64_t big = __builtin_bswap64(static_cast<std::uint64_t>(key));
    std::memcpy(bytes + 2, &big, 8);
    bytes[10] = 0;
    const rocksdb::Slice at(bytes, sizeof bytes);
    std::int64_t count = 0;
    found_.Reset();
    if (db_->Get(read_, db_->DefaultColumnFamily(), at, &found_).ok())
      std::memcpy(&count, found_.data(), sizeof count);
    count++;
    const char* value = reinterpret_cast<const char*>(&count);
    if (!db_->Put(write_, at, rocksdb::Slice(value, sizeof count)).ok()) std::exit(1);
  }

 private:
  std::unique_ptr<rocksdb::DB> db_;
  rocksdb::WriteOptions write_;
  rocksdb::ReadOptions read_;
  rocksdb::PinnableSlice found_;
};

class ThroughWeir {
 public:
  ThroughWeir(KeyedBackendFactory& factory, TraceSink& sink)
      : backend_(factory.create({128, {0, 127}, nullptr})),
        keys_(*backend_, 128, 1, 0),
        recorder_(sink),
        state_(keys_, backend_.get(), "count", &recorder_) {
    recorder_.begin(Value::map({}));
    keys_.opened();
  }
  void add(std::int64_t key) {
    recorder_.begin_turn(0, turn_++);
    keys_.set(Value::integer(key));
    const Value was = state_.value();
    state_.update(Value::integer((was.is_null() ? 0 : was.as_int()) + 1));
  }

 private:
  std::unique_ptr<KeyedStateBackend> backend_;
  KeyContext keys_;
  TraceRecorder recorder_;
  ValueState state_;
  Timestamp turn_ = 0;
};

double median(std::vector<double> v) {
  std::sort(v.begin(), v.end());
  return v[v.size() / 2];
}

// One round: both with all keys, then `pairs` chunks in turn; the cost of Weir over that of raw.
double round_of(std::size_t keys, std::size_t pairs, std::uint64_t seed, double& raw_rate) {
  const std::unique_ptr<rocksdb::Env> env(rocksdb::NewMemEnv(rocksdb::Env::Default()));
  BackendOptions options;
  options.memtable_bytes = 1ull << 40;
  const auto factory = std::move(*load_backend("rocksdb", options));
  NullSink sink;
  Raw raw(*env);
  ThroughWeir weir(*factory, sink);
  for (std::size_t k = 0; k < keys; k++) {
    raw.add(static_cast<std::int64_t>(k));
    weir.add(static_cast<std::int64_t>(k));
  }
  std::vector<double> ratios;
  double raw_seconds = 0;
  std::vector<std::int64_t> chunk(kChunk);
  for (std::size_t pair = 0; pair < pairs; pair++) {
    for (std::size_t i = 0; i < kChunk; i++)
      chunk[i] = static_cast<std::int64_t>(stable_hash(seed, pair, i) % keys);
    double seconds[2];
    for (std::size_t side = 0; side < 2; side++) {
      const bool is_raw = (side + pair) % 2 == 0;  // who goes first changes: the second is warmer
      const double before = cpu_seconds();
      for (const std::int64_t key : chunk) is_raw ? raw.add(key) : weir.add(key);
      seconds[is_raw ? 0 : 1] = cpu_seconds() - before;
    }
    raw_seconds += seconds[0];
    ratios.push_back(seconds[1] / seconds[0]);
  }
  raw_rate = static_cast<double>(pairs * kChunk) / raw_seconds;
  return median(ratios);
}

int run(int rounds) {
  std::printf("ValueState value + update on RocksDB, traced, beside raw Get + Put\n\n");
  std::printf("%-12s %12s  %6s   bar (stretch)\n", "keys", "raw, K/s", "cost");
  for (const std::size_t keys : {std::size_t{10'000}, std::size_t{1'000'000}}) {
    std::vector<double> costs, rates;
    for (int round = 0; round < rounds; round++) {
      double rate = 0;
      costs.push_back(round_of(keys, 150, static_cast<std::uint64_t>(round), rate));
      rates.push_back(rate);
    }
    const double cost = median(costs);
    std::printf("%-12zu %12.0f  %6.3f   <= 1.05 (1.02)  %s\n", keys, median(rates) / 1e3, cost,
                cost <= 1.02   ? "met, and the stretch"
                : cost <= 1.05 ? "met"
                               : "missed");
  }
  return 0;
}

}  // namespace

}  // namespace weir::bench

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 5;
  if (rounds < 1) {
    std::fprintf(stderr, "usage: weir_bench_rocksdb [ROUNDS]\n");
    return 2;
  }
  return weir::bench::run(rounds);
}

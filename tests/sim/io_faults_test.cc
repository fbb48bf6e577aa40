// A small run with checkpoints in a folder and results in files, while every n-th operation on
// files fails, is torn, is the last one before the power is cut, or the last one of the process: in
// the end every row is there once, and what was complete before is intact.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <functional>
#include <memory>

#include "engine/checkpoint/checkpoint_folder.h"
#include "engine/connectors/inline_source.h"
#include "engine/connectors/part_files.h"
#include "engine/env/directory_file_store.h"
#include "engine/graph/stream_builder.h"
#include "engine/state/backend_loader.h"
#include "sim/simulator.h"
#include "tests/catch.h"
#include "tests/scenarios.h"
#include "tests/sim/job_functions.h"
#include "tests/temporary_folder.h"

using namespace weir;
using namespace weir::sim;

namespace {

using Lines = std::vector<std::string>;

constexpr std::size_t kWhole = std::size_t{1} << 20;  // parts are written at once
constexpr std::size_t kPieces = 8;                    // less than two rows

StreamGraph graph(std::size_t chunk_bytes) {
  JobConfig config;
  config.name = "to-files";
  config.parallelism = 2;
  config.checkpoints.interval = 8;
  config.checkpoints.timeout = 200;
  config.restart.delay = 3;
  std::vector<Value> rows;
  for (std::int64_t i = 0; i < 9; i++)
    rows.push_back(Value::row(
        {Value::integer(i), Value::text("k" + std::to_string(i % 3)), Value::integer(i)}));
  StreamBuilder job(config);
  job.source("numbers", {.make = make_inline_source("numbers", {rows}), .every = 3})
      .parallelism(1)
      .key_by(KeySelector::field(1, "key"))
      .process("total", weir::testing::make_totals)
      .file_sink("out", {.folder = "out",
                         .line = [](const Value& row) { return row.to_string(); },
                         .chunk_bytes = chunk_bytes});
  return job.build();
}

// What is left between two processes.
struct Disk {
  std::unique_ptr<FileStore> checkpoints, output;
  std::size_t chunk_bytes = kWhole;  // of whoever runs on it
  void set_faults(IoFaults* faults) const {
    checkpoints->set_faults(faults);
    output->set_faults(faults);
  }
};

Disk in_memory(std::size_t chunk_bytes = kWhole) {
  return {std::make_unique<MemoryFileStore>(), std::make_unique<MemoryFileStore>(), chunk_bytes};
}

Disk in_folder(const std::string& path, std::size_t chunk_bytes = kWhole) {
  constexpr auto kOutlives = DirectoryFileStore::Outlives::kProcess;
  return {std::make_unique<DirectoryFileStore>(path + "/checkpoints", nullptr, kOutlives),
          std::make_unique<DirectoryFileStore>(path + "/output", nullptr, kOutlives), chunk_bytes};
}

struct Ran {
  bool started = false, finished = false;
  std::string why;
  std::uint64_t aborted = 0, completed = 0, restarts = 0;
};

// One process: starts where the folder says, and runs until the end, or until `dead`.
Ran run(
    const Disk& disk, const std::function<bool()>& dead = [] { return false; },
    KeyedBackendFactory* backends = nullptr) {
  Ran out;
  auto start = start_from_folder(*disk.checkpoints, "to-files");
  if (start && !start->from)
    if (const auto ok = check_new_output(*disk.output, "out"); !ok) start = ok.error();
  if (!start) {
    out.why = start.error().text;
    return out;
  }
  out.started = true;
  FolderCheckpointStorage storage(*disk.checkpoints);
  SimOptions options;
  options.network = {0, 3};
  options.control = {0, 2};
  options.snapshot = {1, 3};
  options.storage = {1, 3};
  options.checkpoints = &storage;
  options.files = disk.output.get();
  JobOptions job_options;
  job_options.go_on_from(std::move(*start));
  const auto heap = std::move(*load_backend("hashmap"));
  auto sim = Simulator::create(graph(disk.chunk_bytes), options,
                               backends != nullptr ? *backends : *heap, std::move(job_options));
  REQUIRE(sim);
  for (int i = 0; i < 100'000 && !dead() && (*sim)->step(); i++) {
  }
  const Job& job = (*sim)->job();
  out.finished = job.done() && job.status() == JobStatus::kFinished;
  out.why = std::string(job_status_name(job.status())) + " " + job.master().failure();
  out.aborted = job.master().aborted_checkpoints();
  out.completed = job.master().completed_checkpoints();
  out.restarts = job.master().restarts();
  return out;
}

Lines lines_on(const Disk& disk) {
  Lines out = *published_lines(*disk.output, "out");
  std::sort(out.begin(), out.end());
  return out;
}

const Lines& expected() {
  static const Lines lines = [] {
    const Disk disk = in_memory();
    const Ran ran = run(disk);
    REQUIRE(ran.finished);
    REQUIRE(ran.completed >= 2);
    REQUIRE(ran.restarts == 0);
    return lines_on(disk);
  }();
  return lines;
}

void check_end(const Disk& disk) {
  CHECK(lines_on(disk) == expected());
  const auto all = list_checkpoints(*disk.checkpoints);
  REQUIRE(all.has_value());
  CHECK(!all->empty());
  for (const ListedCheckpoint& c : *all) CHECK(c.damage == "");
}

// Nothing hidden is left once another run has begun and ended.
void check_clean(const Disk& disk) {
  const Ran again = run(disk);
  INFO(again.why);
  CHECK(again.finished);
  check_end(disk);
  const auto names = disk.output->list("");
  for (const std::string& name : *names) CHECK(base_of(name).front() != '.');
}

// Just after something has failed: what was complete is intact, and is there if its rows can be
// seen.
bool intact_now(const Disk& disk, PlannedIoFaults& faults) {
  disk.set_faults(nullptr);
  const auto all = list_checkpoints(*disk.checkpoints);
  REQUIRE(all.has_value());
  for (const ListedCheckpoint& c : *all) CHECK(c.damage == "");
  if (!lines_on(disk).empty()) CHECK(!all->empty());
  disk.set_faults(&faults);
  return !all->empty();
}

void faults_everywhere(const std::function<Disk()>& fresh, std::uint64_t length) {
  const Ran undisturbed = run(fresh());
  std::size_t tried = 0, aborted = 0, restarted = 0, not_started = 0, unnoticed = 0, kept = 0;
  for (const IoOutcome outcome : {IoOutcome::kFail, IoOutcome::kTear})
    for (std::uint64_t n = 1;; n++) {
      const Disk disk = fresh();
      PlannedIoFaults faults({.n = n, .last = n + length - 1, .outcome = outcome});
      disk.set_faults(&faults);
      bool looked = false;
      Ran ran = run(disk, [&] {
        if (!looked && faults.done() > 0) {
          looked = true;
          kept += intact_now(disk, faults) ? 1 : 0;
        }
        return false;
      });
      INFO("operation " << n << ": " << ran.why);
      if (faults.done() == 0) break;
      tried++;
      if (!ran.started) {
        not_started++;
        CHECK(ran.why.find("injected") != std::string::npos);
        disk.set_faults(nullptr);
        ran = run(disk);
      }
      disk.set_faults(nullptr);
      REQUIRE(ran.finished);
      aborted += ran.aborted > undisturbed.aborted ? 1 : 0;
      restarted += ran.restarts > 0 ? 1 : 0;
      unnoticed += ran.aborted <= undisturbed.aborted && ran.restarts == 0 ? 1 : 0;
      check_end(disk);
      check_clean(disk);
    }
  std::printf(
      "I/O faults, %llu in a row: %zu places; %zu with an aborted checkpoint, %zu with a "
      "restart, %zu before the start, %zu retried or harmless; %zu beside an intact checkpoint\n",
      static_cast<unsigned long long>(length), tried, aborted, restarted, not_started, unnoticed,
      kept);
  CHECK(tried > 100);
  CHECK(aborted > 20);
  CHECK(restarted > 20);
  CHECK(kept * 2 > tried);
}

}  // namespace

TEST_CASE("every operation on files fails or is torn once: every row is there once") {
  SECTION("in memory") {
    faults_everywhere([] { return in_memory(); }, 1);
  }
  SECTION("in memory, three in a row") {
    faults_everywhere([] { return in_memory(); }, 3);
  }
  SECTION("in memory, parts in pieces") {
    faults_everywhere([] { return in_memory(kPieces); }, 1);
  }
  SECTION("in memory, parts in pieces, three in a row") {
    faults_everywhere([] { return in_memory(kPieces); }, 3);
  }
  SECTION("in a directory, parts in pieces") {
    std::unique_ptr<weir::testing::TemporaryFolder> folder;
    faults_everywhere(
        [&] {
          folder = std::make_unique<weir::testing::TemporaryFolder>();
          return in_folder(folder->path(), kPieces);
        },
        1);
  }
}

// The disk is gone from the n-th operation on, and with it the process; then what was not durable.
TEST_CASE("the power is cut at every operation on files: every row is there once") {
  std::size_t tried = 0;
  const std::size_t chunk_bytes = GENERATE(kWhole, kPieces);
  for (const IoOutcome outcome : {IoOutcome::kFail, IoOutcome::kTear})
    for (std::uint64_t n = 1;; n++) {
      const Disk disk = in_memory(chunk_bytes);
      PlannedIoFaults faults({.n = n, .last = ~0ull, .outcome = outcome});
      disk.set_faults(&faults);
      const Ran first = run(disk, [&] { return faults.done() > 0; });
      disk.set_faults(nullptr);
      INFO("operation " << n);
      if (faults.done() == 0) break;
      tried++;
      static_cast<MemoryFileStore&>(*disk.checkpoints).power_cut();
      static_cast<MemoryFileStore&>(*disk.output).power_cut();
      const Ran ran = run(disk);
      INFO(ran.why);
      REQUIRE(ran.finished);
      check_end(disk);
    }
  CHECK(tried > 100);
}

namespace {

constexpr int kDied = 42;
constexpr int kNotStarted = 2;  // a torn operation was its last one

// Ends the process at the n-th operation: before it, or in the middle of it.
class Death final : public IoFaults {
 public:
  Death(std::uint64_t n, bool torn) : n_(n), torn_(torn) {}
  IoOutcome on(IoKind /*kind*/, std::string_view /*path*/) override {
    seen_++;
    if (seen_ < n_) return IoOutcome::kOk;
    if (seen_ == n_ && torn_) return IoOutcome::kTear;
    _exit(kDied);
  }

 private:
  std::uint64_t n_;
  std::atomic<std::uint64_t> seen_ = 0;  // RocksDB writes from threads of its own, one at a time
  bool torn_;
};

// The exit code of a process of its own: 0, kDied, or something is wrong. n = 0: it does not die.
enum class Dies : std::uint8_t { kAnywhere, kInRocksDb };

// With kInRocksDb the state is in RocksDB on disk, and only its operations are counted.
int process(const std::string& path, std::uint64_t n, bool torn, Dies dies = Dies::kAnywhere) {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const Disk disk = in_folder(path, kPieces);
    Death death(n, torn);
    Ran ran;
    if (dies == Dies::kAnywhere) {
      if (n > 0) disk.set_faults(&death);
      ran = run(disk);
    } else {
      BackendOptions options;
      options.directory = path + "/rocksdb";
      options.memtable_bytes = 300;
      options.flushes_per_compaction = 2;
      if (n > 0) options.io_faults = &death;
      const auto rocksdb = std::move(*load_backend("rocksdb", options));
      ran = run(
          disk, [] { return false; }, rocksdb.get());
    }
    _exit(ran.finished ? 0 : ran.started ? 1 : kNotStarted);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 100;
}

}  // namespace

TEST_CASE("the process dies at every operation on files: the next one commits every row once") {
  std::size_t died = 0, twice = 0;
  for (const bool torn : {false, true})
    for (std::uint64_t n = 1;; n++) {
      const weir::testing::TemporaryFolder folder;
      INFO("operation " << n << (torn ? ", torn" : ""));
      const int first = process(folder.path(), n, torn);
      if (first != 0) {
        REQUIRE((first == kDied || first == kNotStarted));
        died++;
        const int second = process(folder.path(), 1 + n * 7 % 40, torn);
        if (second != 0) twice++;
        REQUIRE((second == kDied || second == kNotStarted || second == 0));
        REQUIRE(process(folder.path(), 0, false) == 0);
      }
      const Disk disk = in_folder(folder.path());
      check_end(disk);
      if (first == 0) break;
    }
  std::printf("process death: %zu places, at %zu of them the next one died, too\n", died, twice);
  CHECK(died > 100);
  CHECK(twice > 50);
}

// What RocksDB had written is gone with the process; what counts is in the checkpoints.
TEST_CASE(
    "the process dies at every operation inside RocksDB: the next one commits every row once") {
  const auto names = backend_names();
  if (std::find(names.begin(), names.end(), "rocksdb") == names.end())
    WEIR_SKIP("this Weir was built without RocksDB");
  std::size_t died = 0;
  const std::uint64_t stride = scenarios(100) >= 100 ? 1 : 10;
  for (const bool torn : {false, true})
    for (std::uint64_t n = 1;; n += stride) {
      const weir::testing::TemporaryFolder folder;
      INFO("operation " << n << (torn ? ", torn" : ""));
      const int first = process(folder.path(), n, torn, Dies::kInRocksDb);
      if (first != 0) {
        REQUIRE(first == kDied);
        died++;
        REQUIRE(process(folder.path(), 0, false, Dies::kInRocksDb) == 0);
      }
      check_end(in_folder(folder.path()));
      if (first == 0) break;
    }
  std::printf("process death inside RocksDB: %zu places\n", died);
  CHECK(died * stride > 100);
}

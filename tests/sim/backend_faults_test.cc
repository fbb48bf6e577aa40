// Jobs on RocksDB that are killed anywhere, and whose files fail: the same verdicts as on the heap,
// and never a row too few or too many.
#include <string>

#include "engine/state/backend_loader.h"
#include "sim/crash_sweep.h"
#include "tests/catch.h"
#include "tests/scenarios.h"
#include "tests/sim/jobs.h"

using namespace weir;
using namespace weir::sim;

namespace {

std::unique_ptr<KeyedBackendFactory> rocksdb(const BackendOptions& options = {}) {
  return std::move(*load_backend("rocksdb", options));
}

SimOptions sim_options(std::uint64_t seed) {
  SimOptions options;
  options.seed = seed;
  options.network = {0, 5};
  options.control = {0, 3};
  options.snapshot = {1, 4};
  options.storage = {1, 3};
  return options;
}

std::string swept(const SweepJob& job, const SweepOptions& options, KeyedBackendFactory& backends) {
  const auto result = crash_sweep(job, options, backends);
  if (!result) return result.error().text;
  CHECK(result->verdict.kind == VerdictKind::kPass);
  CHECK(result->points > 0);
  return to_text(*result);
}

}  // namespace

TEST_CASE("Killed anywhere, jobs on RocksDB do what they do on the heap") {
  const auto heap = std::move(*load_backend("hashmap")), rocks = rocksdb();
  BackendOptions small;
  small.memtable_bytes = 400;
  small.flushes_per_compaction = 2;
  const auto flushing = rocksdb(small);
  for (std::uint32_t p = 1; p <= 3; p++)
    for (const SweepJob& job :
         testing::all_jobs({.parallelism = p, .capacity = 4, .task_managers = 2})) {
      SweepOptions options;
      options.sim = sim_options(p);
      options.max_points = static_cast<std::size_t>(scenarios(80));
      const std::string wanted = swept(job, options, *heap);
      CHECK(swept(job, options, *rocks) == wanted);
      options.restart_parallelism = p == 2 ? 3 : p == 3 ? 1 : 2;
      options.max_points = static_cast<std::size_t>(scenarios(16));
      const std::string rescaled = swept(job, options, *heap);
      CHECK(swept(job, options, *rocks) == rescaled);
      CHECK(swept(job, options, *flushing) == rescaled);
    }
}

TEST_CASE("Whatever file operation fails inside RocksDB, a job commits every row once") {
  const auto heap = std::move(*load_backend("hashmap"));
  const IoOutcome outcome = GENERATE(IoOutcome::kFail, IoOutcome::kTear);
  for (const SweepJob& job : {testing::word_count_job({.parallelism = 2, .task_managers = 2}),
                              testing::windows_job({.parallelism = 2, .task_managers = 2})}) {
    auto undisturbed = Simulator::create(job.make(), sim_options(1), *heap);
    REQUIRE(undisturbed);
    REQUIRE((*undisturbed)->run(100'000) == RunEnd::kDone);
    std::size_t restarted = 0, runs = 0;
    for (std::uint64_t i = 1;; i += scenarios(100) >= 100 ? 1 : 5) {
      PlannedIoFaults faults({.n = i, .outcome = outcome});
      BackendOptions options;
      options.memtable_bytes = 900;
      options.flushes_per_compaction = 2;
      options.io_faults = &faults;
      const auto backends = rocksdb(options);
      auto sim = Simulator::create(job.make(), sim_options(1), *backends);
      REQUIRE(sim);
      INFO(job.name << ", operation " << i);
      REQUIRE((*sim)->run(100'000) == RunEnd::kDone);
      REQUIRE((*sim)->job().status() == JobStatus::kFinished);
      const Verdict v = same_output(job.outputs, (*undisturbed)->outside().visible(),
                                    (*sim)->outside().visible());
      REQUIRE(v.because == "");
      if ((*sim)->job().master().attempt() > 1) restarted++;
      runs++;
      if (faults.done() == 0) break;
    }
    INFO(job.name << ": " << runs << " runs, " << restarted << " restarted");
    CHECK(restarted * 2 > runs);
    CHECK(runs > 10);
  }
}

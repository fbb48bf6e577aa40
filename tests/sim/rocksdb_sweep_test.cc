// The crash sweep on RocksDB: before every decision with every victim, and the same words as on the
// heap, down to the counts.
#include "engine/state/backend_loader.h"
#include "tests/catch.h"
#include "tests/sim/sweeps.h"

using namespace weir;
using namespace weir::sim;
using namespace weir::testing;

namespace {

void sweep_both(KeyedBackendFactory& rocksdb, const SweepJob& job, const SweepOptions& options,
                Sums& sums) {
  const SweepResult r = sweep(job, options, rocksdb);
  INFO(to_text(r));
  CHECK(r.verdict.kind == VerdictKind::kPass);
  CHECK(r.restored > 0);
  CHECK(to_text(r) == to_text(sweep(job, options)));
  sums.add(r);
}

void sweep_all(Alignment alignment, const char* what) {
  auto rocksdb = load_backend("rocksdb", {});
  REQUIRE(rocksdb);
  Sums sums;
  for (std::uint32_t p = 1; p <= 3; p++) {
    JobShape shape = shape_of(p);
    shape.alignment = alignment;
    for (const SweepJob& job : all_jobs(shape)) {
      sweep_both(**rocksdb, job, everywhere(options_of(p, 60)), sums);
      if (p == 1) continue;
      SweepOptions options = everywhere(options_of(20 + p, 60));
      options.faults.control_messages = options.faults.effect_answers = false;
      options.restart_parallelism = p == 2 ? 3 : 1;
      sweep_both(**rocksdb, job, options, sums);
    }
  }
  sums.print(what);
}

}  // namespace

TEST_CASE("killed anywhere on RocksDB, every job does what it does on the heap") {
  sweep_all(Alignment::kAligned, "crash sweep on RocksDB");
}

TEST_CASE(
    "killed anywhere on RocksDB while barriers overtake, every job does what it does on the heap") {
  sweep_all(Alignment::kUnaligned, "crash sweep on RocksDB, unaligned");
}

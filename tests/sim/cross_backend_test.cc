// A savepoint written on one backend is state on the other, at another parallelism too.
#include <algorithm>
#include <cstdio>
#include <set>

#include "engine/state/backend_loader.h"
#include "sim/simulator.h"
#include "tests/catch.h"
#include "tests/scenarios.h"
#include "tests/sim/sweeps.h"

using namespace weir;
using namespace weir::sim;
using namespace weir::testing;

namespace {

using Rows = std::multiset<std::string>;

Rows visible(const Simulator& sim) {
  Rows out;
  for (const auto& row : sim.outside().visible()) out.insert(row.uid + " " + row.value.to_string());
  return out;
}

// At this parallelism: the savepoint's job, stopped after `at` decisions on `first`, goes on there.
struct Change {
  std::uint32_t from, to;
};

Rows undisturbed(const SweepJob& job, KeyedBackendFactory& heap) {
  auto sim = Simulator::create(job.make(), options_of(1, 1).sim, heap);
  REQUIRE(sim);
  REQUIRE((*sim)->run(100'000) == RunEnd::kDone);
  return visible(**sim);
}

// False: the savepoint came too early or too late.
bool moved(SweepJob (*make)(const JobShape&), Change change, int at, KeyedBackendFactory& first,
           KeyedBackendFactory& second) {
  const SweepJob before = make(shape_of(change.from)), after = make(shape_of(change.to));
  auto a = Simulator::create(before.make(), options_of(1, 1).sim, first);
  REQUIRE(a);
  for (int i = 0; i < at && (*a)->step(); i++) {
  }
  (*a)->job().trigger_savepoint(true);
  REQUIRE((*a)->run(100'000) == RunEnd::kDone);
  const auto savepoint = (*a)->job().master().stopped_with();
  if (!savepoint) return false;
  SimOptions options = options_of(2, 1).sim;
  options.stored = (*a)->storage();
  JobOptions from;
  from.restore = (*a)->job().handles_of(*savepoint);
  from.restore_id = *savepoint;
  auto b = Simulator::create(after.make(), options, second, std::move(from));
  REQUIRE(b);
  (*b)->outside() = (*a)->outside();
  REQUIRE((*b)->run(100'000) == RunEnd::kDone);
  INFO(before.name << ", " << change.from << " to " << change.to << ", stopped after " << at);
  CHECK((*b)->job().status() == JobStatus::kFinished);
  CHECK(visible(**b) == undisturbed(before, first));
  return true;
}

}  // namespace

TEST_CASE("a job stopped on one backend goes on upon the other, at another parallelism") {
  const auto heap = std::move(*load_backend("hashmap")),
             rocksdb = std::move(*load_backend("rocksdb"));
  std::size_t to_rocksdb = 0, to_heap = 0;
  for (const auto make : {keyed_join_job, windows_job, word_count_job, order_join_job})
    for (const Change change : {Change{2, 3}, Change{3, 1}, Change{2, 2}})
      for (int at = 40; at <= 160; at += scenarios(100) >= 100 ? 15 : 60) {
        to_rocksdb += moved(make, change, at, *heap, *rocksdb) ? 1 : 0;
        to_heap += moved(make, change, at, *rocksdb, *heap) ? 1 : 0;
      }
  std::printf("restored on the other backend: %zu times on RocksDB, %zu on the heap\n", to_rocksdb,
              to_heap);
  CHECK(to_rocksdb > 5);
  CHECK(to_heap == to_rocksdb);
}

#include "tests/sim/sweeps.h"

#include <algorithm>
#include <cstdio>

#include "engine/state/hashmap/factory.h"
#include "tests/catch.h"
#include "tests/scenarios.h"

namespace weir::testing {

using sim::SweepJob;
using sim::SweepOptions;
using sim::SweepResult;

SweepOptions options_of(std::uint64_t seed, int points) {
  SweepOptions options;
  options.sim.seed = seed;
  options.sim.network = {0, 4};
  options.sim.control = {0, 2};
  options.sim.snapshot = {1, 4};
  options.sim.storage = {1, 3};
  options.max_points = static_cast<std::size_t>(std::max(scenarios(points), std::min(points, 120)));
  return options;
}

SweepOptions everywhere(SweepOptions options) {
  if (scenarios(100) >= 100) options.max_points = 0;
  return options;
}

SweepResult sweep(const SweepJob& job, const SweepOptions& options) {
  auto backends = make_hashmap_backend_factory();
  return sweep(job, options, *backends);
}

SweepResult sweep(const SweepJob& job, const SweepOptions& options, KeyedBackendFactory& backends) {
  auto result = crash_sweep(job, options, backends);
  if (!result) FAIL(result.error().text);
  return *result;
}

JobShape shape_of(std::uint32_t parallelism, Broken broken) {
  return {.parallelism = parallelism, .capacity = 4, .task_managers = 2, .broken = broken};
}

void Sums::add(const SweepResult& r) {
  points += r.points;
  failed += r.failed;
  unknown += r.unknown;
  restored += r.restored;
  from_nothing += r.from_nothing;
  blocked += r.with_blocked;
  checkpoints += r.checkpoints_completed;
  replayed += r.records_replayed;
}

void Sums::print(const char* what) const {
  std::printf(
      "%s: %zu points, %zu failed, %zu unknown; %zu restored, %zu from nothing, %zu with a blocked "
      "channel; %llu checkpoints, %llu records replayed\n",
      what, points, failed, unknown, restored, from_nothing, blocked,
      static_cast<unsigned long long>(checkpoints), static_cast<unsigned long long>(replayed));
}

double share_caught(const JobShape& shape) {
  std::size_t failed = 0, points = 0;
  for (const SweepJob& job : all_jobs(shape)) {
    std::size_t caught = 0, tried = 0;
    for (std::uint64_t seed = 1; seed <= 5; seed++) {
      SweepOptions options = options_of(seed, 60);
      options.sim.storage = {2, 2};  // a commit that is asked for with its prepare comes after it
      const SweepResult r = sweep(job, options);
      INFO(to_text(r));
      CHECK(r.own_restarts == 0);
      CHECK(r.unknown == 0);
      caught += r.failed;
      tried += r.points;
    }
    std::printf("%s: %s: caught at %zu of %zu points\n", broken_name(shape.broken),
                job.name.c_str(), caught, tried);
    failed += caught;
    points += tried;
  }
  const double share = static_cast<double>(failed) / static_cast<double>(points);
  std::printf("%s: caught at %.1f %% of %zu points\n", broken_name(shape.broken), 100 * share,
              points);
  return share;
}

}  // namespace weir::testing

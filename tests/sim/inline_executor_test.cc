// The inline driver runs heads of channels many at a time, out of a line in the job. Nobody can
// tell: its trace has the bytes of the driver that takes one announcement after the other.
#include "engine/runtime/inline_executor.h"

#include <algorithm>

#include "engine/core/hash.h"
#include "engine/env/file_store.h"
#include "engine/state/hashmap/factory.h"
#include "tests/catch.h"
#include "tests/scenarios.h"
#include "tests/sim/jobs.h"
#include "tests/sim/plain_line.h"
#include "tests/sim/random_scenario.h"

using namespace weir;
using namespace weir::testing;

namespace {

// Everything that a driver needs, and what is there of a run in the end.
struct Run {
  MemoryCheckpointStorage storage;
  MemoryOutside outside;
  MemoryFileStore files;
  MemoryTrace trace;
  std::unique_ptr<KeyedBackendFactory> backends = make_hashmap_backend_factory();
  std::size_t turns = 0;

  InlineOptions options() { return {&storage, &outside, backends.get(), &trace, &files}; }
  std::string bytes() const {
    std::string all;
    for (const std::string& part : trace.parts()) all += part;
    return all;
  }
  std::string rows() const {
    std::string all;
    for (const auto& row : outside.visible()) all += row.uid + row.value.to_string() + '\n';
    return all;
  }
};

constexpr std::size_t kMost = 20'000;  // turns; some jobs fail for ever

// At turn `at` something is asked of the job from outside: 0 nothing, 1 a savepoint, 2 to drain,
// 3 a task fails.
void ask(Job& job, std::uint64_t what) {
  if (what == 1) job.trigger_savepoint(false);
  if (what == 2) job.drain();
  if (what == 3) job.fail_task(static_cast<TaskId>(job.plan().tasks.size() - 1), "asked for");
}

void run_plainly(Run& run, StreamGraph graph, std::size_t at, std::uint64_t what) {
  PlainLine driver(std::move(graph), run.options());
  for (; run.turns < kMost; run.turns++) {
    if (run.turns == at) ask(driver.job(), what);
    if (!driver.step()) return;
  }
}

void run_inline(Run& run, StreamGraph graph, std::size_t at, std::uint64_t what,
                std::size_t stride) {
  auto driver = InlineExecutor::create(std::move(graph), run.options());
  REQUIRE(driver);
  const auto go_to = [&](std::size_t end) {
    while (run.turns < end) {
      const std::size_t most = std::min(stride, end - run.turns);
      run.turns += most;
      if (!(*driver)->run(most)) return;
    }
  };
  go_to(std::min(at, kMost));
  if (at < kMost) ask((*driver)->job(), what);
  go_to(kMost);
}

void require_same(const StreamGraph& graph, std::size_t at, std::uint64_t what) {
  Run plain;
  run_plainly(plain, graph, at, what);
  const std::string expected = plain.bytes();
  REQUIRE(expected.size() > 100);
  for (const std::size_t stride : {std::size_t{1}, std::size_t{3}, kMost}) {
    Run fast;
    run_inline(fast, graph, at, what, stride);
    INFO("turns at a time: " << stride);
    REQUIRE(fast.bytes() == expected);
    REQUIRE(fast.rows() == plain.rows());
  }
}

}  // namespace

TEST_CASE("the inline driver's trace is that of taking one announcement after the other") {
  const int n = scenarios(150);
  std::size_t restarted = 0;
  for (int seed = 0; seed < n; seed++) {
    const auto s = static_cast<std::uint64_t>(seed);
    INFO("seed " << seed);
    const RandomScenario scenario = seed % 2 == 0 ? make_scenario(s) : make_unaligned_scenario(s);
    const std::uint64_t what = stable_hash(s, 1, 0) % 4;
    const std::size_t at = 5 + stable_hash(s, 2, 0) % 300;
    require_same(scenario.graph, at, what);
    restarted += what == 3 ? 1 : 0;
  }
  CHECK(restarted > 0);
}

TEST_CASE("the same with channels that are full all the time, at any parallelism") {
  for (const std::uint32_t parallelism : {1u, 2u, 3u})
    for (const std::size_t capacity : {std::size_t{1}, std::size_t{2}, std::size_t{1024}})
      for (const Alignment alignment :
           {Alignment::kAligned, Alignment::kUnaligned, Alignment::kAlignedWithTimeout}) {
        const JobShape shape{.parallelism = parallelism,
                             .every = 1,
                             .capacity = capacity,
                             .alignment = alignment,
                             .aligned_timeout = 1};
        INFO("parallelism " << parallelism << ", capacity " << capacity);
        require_same(word_count({"a,b,c,a", "d,a,b", "", "c,c,c,c,c,c"}, shape), 40, 1);
        require_same(keyed_join_to_files(shape), 60, 3);
        require_same(union_totals(shape), 50, 2);
        require_same(late_windows(shape), 30, 0);
        require_same(processing_inactivity(shape), 30, 3);
      }
}

// Lists of decisions: any list is a run. What the lists say may be cut, permuted and shortened; a
// run must come to its end whatever they say, and commit what it should.
#include <algorithm>
#include <set>

#include "engine/core/hash.h"
#include "engine/runtime/inline_executor.h"
#include "engine/state/hashmap/factory.h"
#include "engine/trace/ndjson.h"
#include "engine/trace/online.h"
#include "sim/crash_points.h"
#include "sim/crash_sweep.h"
#include "sim/drop_ledger.h"
#include "tests/catch.h"
#include "tests/scenarios.h"
#include "tests/sim/jobs.h"

using namespace weir;
using namespace weir::sim;
using weir::testing::JobShape;

namespace {

constexpr std::uint64_t kBudget = 200'000;

class Random {
 public:
  explicit Random(std::uint64_t seed) : seed_(seed) {}
  std::uint64_t below(std::uint64_t n) { return stable_hash(seed_, 77, n_++) % n; }

 private:
  std::uint64_t seed_, n_ = 0;
};

SimOptions sim_options(std::uint64_t seed) {
  SimOptions options;
  options.seed = seed;
  options.network = {0, 3};
  options.control = {0, 2};
  options.snapshot = {0, 3};
  options.storage = {0, 2};
  options.record_decisions = true;
  return options;
}

std::unique_ptr<Simulator> make(const SweepJob& job, KeyedBackendFactory& backends,
                                SimOptions options) {
  auto sim = Simulator::create(job.make(), std::move(options), backends);
  if (!sim) FAIL(sim.error().text);
  return std::move(*sim);
}

// A run with a failure in the middle, as a list.
Decisions record(const SweepJob& job, KeyedBackendFactory& backends, std::uint64_t seed) {
  auto sim = make(job, backends, sim_options(seed));
  Random random(seed);
  sim->run(40 + random.below(120));
  const auto points = crash_points_now(*sim, {});
  if (!points.empty()) sim->apply(points[random.below(points.size())].fault);
  REQUIRE(sim->run(kBudget) == RunEnd::kDone);
  return sim->recorded();
}

Decisions subsequence(const Decisions& list, Random& random) {
  Decisions out;
  const std::uint64_t kept = 1 + random.below(9);
  for (const Decision& d : list)
    if (random.below(10) < kept) out.push_back(d);
  return out;
}

// All of it, or blocks, or neighbours only: the closer the order, the further the list gets.
void permute(Decisions& list, Random& random) {
  const std::size_t reach = std::size_t{1} << random.below(8);
  for (std::size_t i = 0; i + 1 < list.size(); i++) {
    const std::size_t far = std::min(list.size() - 1 - i, reach);
    std::swap(list[i], list[i + random.below(far + 1)]);
  }
}

// What the job must have committed, if it depends on no order; else conservation.
Verdict judge(const SweepJob& job, const Simulator& sim, const Rows& expected,
              const std::vector<DropLedger>& ledgers) {
  if (job.conservation.empty()) return same_output(job.outputs, expected, committed_rows(sim));
  for (std::size_t i = 0; i < ledgers.size(); i++) {
    const Verdict v =
        conserved(job.conservation[i], job.ids, ledgers[i].dropped(), committed_rows(sim));
    if (v.kind != VerdictKind::kPass) return v;
  }
  return {};
}

// Decisions of the list that took effect.
std::size_t check_list(const SweepJob& job, KeyedBackendFactory& backends, const Decisions& list,
                       const Rows& expected, std::uint64_t seed) {
  auto sim = make(job, backends, sim_options(seed));
  std::vector<DropLedger> ledgers;
  for (const ConservationRule& rule : job.conservation) ledgers.emplace_back(rule.op);
  const auto observe = [&] {
    for (DropLedger& ledger : ledgers) ledger.observe(sim->job());
  };
  std::size_t effective = 0;
  for (const Decision& d : list) {
    if (sim->job().done()) break;
    if (sim->apply(d)) effective++;
    observe();
  }
  for (std::uint64_t i = 0; i < kBudget && sim->step(); i++) observe();
  INFO(job.name << ", seed " << seed << ", as far as recorded:\n" << to_string(sim->recorded()));
  CHECK(sim->job().status() == JobStatus::kFinished);
  const Verdict v = judge(job, *sim, expected, ledgers);
  CHECK(v.because == "");
  return effective;
}

Rows committed(const SweepJob& job, KeyedBackendFactory& backends) {
  auto sim = make(job, backends, sim_options(1));
  REQUIRE(sim->run(kBudget) == RunEnd::kDone);
  return committed_rows(*sim);
}

void append_lines(const MemoryTrace& memory, std::vector<std::string>& lines) {
  NdjsonWriter writer([&](std::string_view line) { lines.emplace_back(line); });
  REQUIRE(writer.header(memory.trace_header()));
  const auto events = derive_all(memory);
  if (!events) FAIL(events.error().text);
  for (const TraceEvent& e : *events) writer.event(e);
}

}  // namespace

TEST_CASE("random subsequences of recorded lists run to the end and commit the same") {
  auto backends = make_hashmap_backend_factory();
  std::size_t given = 0, effective = 0;
  for (const SweepJob& job : testing::all_jobs({.parallelism = 2, .capacity = 4})) {
    const Rows expected = committed(job, *backends);
    for (int seed = 0; seed < scenarios(300); seed++) {
      const auto s = static_cast<std::uint64_t>(seed);
      Random random(s);
      const Decisions list = subsequence(record(job, *backends, s / 10), random);
      given += list.size();
      effective += check_list(job, *backends, list, expected, s / 10);
    }
  }
  CHECK(effective * 5 > given);
}

TEST_CASE("random permutations of recorded lists run to the end and commit the same") {
  auto backends = make_hashmap_backend_factory();
  std::size_t given = 0, effective = 0;
  for (const SweepJob& job : testing::all_jobs({.parallelism = 2, .capacity = 4})) {
    const Rows expected = committed(job, *backends);
    for (int seed = 0; seed < scenarios(300); seed++) {
      const auto s = static_cast<std::uint64_t>(seed);
      Random random(s + 1'000);
      Decisions list = record(job, *backends, s / 10);
      permute(list, random);
      given += list.size();
      effective += check_list(job, *backends, list, expected, s / 10);
    }
  }
  CHECK(effective * 5 > given);
}

TEST_CASE("a list survives being written down") {
  auto backends = make_hashmap_backend_factory();
  for (const SweepJob& job : testing::all_jobs({.parallelism = 2})) {
    const Decisions list = record(job, *backends, 5);
    const auto read = parse_decisions(to_string(list));
    REQUIRE(read);
    CHECK(*read == list);
  }
}

TEST_CASE("a recorded list is the run it was recorded from") {
  auto backends = make_hashmap_backend_factory();
  for (const SweepJob& job : testing::all_jobs({.parallelism = 2, .capacity = 4}))
    for (std::uint64_t seed = 0; seed < static_cast<std::uint64_t>(scenarios(5)); seed++) {
      const Decisions list = record(job, *backends, seed);
      MemoryTrace first, second;
      SimOptions options = sim_options(seed);
      options.trace = &first;
      auto a = make(job, *backends, options);
      a->replay(list, kBudget);
      options.trace = &second;
      auto b = make(job, *backends, options);
      b->replay(a->recorded(), kBudget);
      CHECK(a->recorded() == list);
      CHECK(b->recorded() == list);
      a->end_trace();
      b->end_trace();
      CHECK(first.parts() == second.parts());
    }
}

TEST_CASE("a prefix of a list gives an equal prefix of the trace") {
  auto backends = make_hashmap_backend_factory();
  for (const SweepJob& job : testing::all_jobs({.parallelism = 2, .capacity = 4}))
    for (std::uint64_t seed = 0; seed < static_cast<std::uint64_t>(scenarios(3)); seed++) {
      const Decisions list = record(job, *backends, seed);
      const auto lines_of = [&](std::size_t decisions) {
        MemoryTrace memory;
        SimOptions options = sim_options(seed);
        options.trace = &memory;
        auto sim = make(job, *backends, options);
        for (std::size_t i = 0; i < decisions; i++) sim->apply(list[i]);
        sim->end_trace();
        std::vector<std::string> lines;
        append_lines(memory, lines);
        return lines;
      };
      const std::vector<std::string> all = lines_of(list.size());
      Random random(seed);
      for (int i = 0; i < 6; i++) {
        const std::vector<std::string> some = lines_of(random.below(list.size()));
        REQUIRE(some.size() <= all.size());
        for (std::size_t line = 0; line < some.size(); line++) REQUIRE(some[line] == all[line]);
      }
    }
}

TEST_CASE("the inline driver equals the simulator when it replays the simulator's order") {
  auto backends = make_hashmap_backend_factory();
  for (std::uint32_t p = 1; p <= 3; p++)
    for (const SweepJob& job : testing::all_jobs({.parallelism = p, .capacity = 4}))
      for (std::uint64_t seed = 0; seed < static_cast<std::uint64_t>(scenarios(10)); seed++) {
        SimOptions options = sim_options(seed);
        // The inline driver has no latencies; processing time must be the same to be comparable.
        if (job.name == "processing inactivity")
          options.network = options.control = options.snapshot = options.storage = {};
        auto sim = make(job, *backends, options);
        REQUIRE(sim->run(kBudget) == RunEnd::kDone);
        std::vector<Pending> order;
        for (const Decision& d : sim->recorded()) order.push_back(d.work);

        MemoryCheckpointStorage storage;
        MemoryOutside outside;
        MemoryFileStore files;
        auto executor = InlineExecutor::create(
            job.make(), {&storage, &outside, backends.get(), nullptr, &files});
        REQUIRE(executor);
        (*executor)->replay(order);
        INFO(job.name << ", parallelism " << p << ", seed " << seed);
        REQUIRE((*executor)->job().status() == JobStatus::kFinished);
        const Rows have = committed_rows((*executor)->job().graph().stream, outside, files);
        const Rows want = committed_rows(*sim);
        REQUIRE(have.size() == want.size());
        for (std::size_t i = 0; i < have.size(); i++) {
          CHECK(have[i].uid == want[i].uid);
          CHECK(have[i].value == want[i].value);
        }
        CHECK((*executor)->job().dump() == sim->job().dump());
        CHECK((*executor)->job().now() <= sim->job().now());
      }
}

TEST_CASE("the inline driver on its own commits the same where order does not matter") {
  auto backends = make_hashmap_backend_factory();
  for (std::uint32_t p = 1; p <= 3; p++)
    for (const SweepJob& job : testing::all_jobs({.parallelism = p})) {
      if (!job.conservation.empty()) continue;
      MemoryCheckpointStorage storage;
      MemoryOutside outside;
      MemoryFileStore files;
      auto executor =
          InlineExecutor::create(job.make(), {&storage, &outside, backends.get(), nullptr, &files});
      REQUIRE(executor);
      (*executor)->run();
      CHECK(same_output(job.outputs, committed(job, *backends),
                        committed_rows((*executor)->job().graph().stream, outside, files))
                .because == "");
    }
}

#include "sim/simulator.h"

#include <algorithm>
#include <optional>

#include "engine/state/hashmap/factory.h"
#include "tests/catch.h"
#include "tests/sim/jobs.h"

using namespace weir;
using namespace weir::sim;
using weir::testing::JobShape;

namespace {

const std::vector<std::string> kLines{"hello,flink", "hello,state", "a,b,a", "flink", "hello"};

std::string rows(const MemoryOutside& outside) {
  std::string out;
  for (const auto& row : outside.visible()) out += row.uid + " " + row.value.to_string() + "\n";
  return out;
}

}  // namespace

TEST_CASE("a word count runs to the end and its results are committed") {
  auto backends = make_hashmap_backend_factory();
  auto sim = Simulator::create(weir::testing::word_count(kLines, {}), {}, *backends);
  REQUIRE(sim);
  CHECK((*sim)->run(100'000) == RunEnd::kDone);
  CHECK((*sim)->job().status() == JobStatus::kFinished);
  CHECK((*sim)->job().master().completed_checkpoints() > 0);
  CHECK(rows((*sim)->outside()) ==
        "out [\"hello\", 1]\nout [\"flink\", 1]\nout [\"hello\", 2]\nout [\"state\", 1]\nout "
        "[\"a\", 1]\n"
        "out [\"b\", 1]\nout [\"a\", 2]\nout [\"flink\", 2]\nout [\"hello\", 3]\n");
}

TEST_CASE("a killed task restarts from the last checkpoint") {
  auto backends = make_hashmap_backend_factory();
  std::size_t restarted = 0, restored = 0;
  for (std::uint64_t at = 0; at < 200; at++) {
    auto sim =
        Simulator::create(weir::testing::word_count(kLines, {.parallelism = 2}), {}, *backends);
    REQUIRE(sim);
    Fault fault;
    fault.decision = {DecisionKind::kFailTask,
                      {PendingKind::kPollSource, static_cast<std::uint32_t>(at % 4), 0}};
    fault.at_decision = at;
    (*sim)->add_fault(fault);
    CHECK((*sim)->run(100'000) == RunEnd::kDone);
    CHECK((*sim)->outside().visible().size() == 9);
    restarted += (*sim)->job().master().restarts() > 0;
    restored += (*sim)->job().restored_from().has_value();
  }
  CHECK(restarted > 50);
  CHECK(restored > 20);
}

TEST_CASE("a simulator that was made as new runs as a new one, whatever it did before") {
  auto backends = make_hashmap_backend_factory();
  std::size_t cut = 0, rescaled = 0, files = 0;
  for (const SweepJob& job : weir::testing::all_jobs({.parallelism = 2, .task_managers = 2})) {
    INFO(job.name);
    SimOptions options;
    options.network = {0, 4};
    options.control = {0, 2};
    options.snapshot = {1, 4};
    options.storage = {1, 3};
    options.record_decisions = true;
    auto fresh = Simulator::create(job.make(), options, *backends);
    REQUIRE(fresh);
    REQUIRE((*fresh)->run(100'000) == RunEnd::kDone);
    auto used = Simulator::create(job.make(), options, *backends);
    REQUIRE(used);
    for (std::uint64_t round = 0; round < 6; round++) {
      // Left in the middle, after failures, at another parallelism, at its end.
      const std::uint64_t at = (*fresh)->decisions() * round / 6;
      if (round % 2 == 1)
        (*used)->add_fault(
            {{DecisionKind::kFailTaskManager, {PendingKind::kPollSource, 1, 0}}, at, {}, {}});
      if (round == 3) (*used)->job().rescale_at_restart(3);
      (*used)->run(round < 3 ? at : 100'000);
      cut += (*used)->job().done() ? 0 : 1;
      rescaled += (*used)->job().graph().stream.config.parallelism == 3 ? 1 : 0;
      files += (*used)->memory_files().size();
      REQUIRE((*used)->reset(job.make()));
      CHECK((*used)->memory_files().size() == 0);
      CHECK((*used)->storage().files().empty());
      CHECK((*used)->run(100'000) == RunEnd::kDone);
      CHECK((*used)->recorded() == (*fresh)->recorded());
      CHECK((*used)->job().now() == (*fresh)->job().now());
      CHECK((*used)->storage().files() == (*fresh)->storage().files());
      const auto mine = committed_rows(**used), its = committed_rows(**fresh);
      CHECK(std::equal(
          mine.begin(), mine.end(), its.begin(), its.end(),
          [](const auto& a, const auto& b) { return a.uid == b.uid && a.value == b.value; }));
      if (round % 3 == 2) REQUIRE((*used)->reset(job.make()));
    }
    StreamGraph twice = job.make();
    twice.nodes[1].uid = twice.nodes[0].uid;
    CHECK_FALSE((*used)->reset(std::move(twice)));
  }
  CHECK(cut > 5);
  CHECK(rescaled > 5);
  CHECK(files > 0);
}

TEST_CASE("a fault at a time comes before the first event that is due then or later") {
  auto backends = make_hashmap_backend_factory();
  for (const Timestamp at : {0, 1, 7, 11}) {
    auto sim = Simulator::create(weir::testing::word_count(kLines, {}), {}, *backends);
    REQUIRE(sim);
    Fault fault;
    fault.decision = {DecisionKind::kFailJobMaster, {}};
    fault.at_time = at;
    (*sim)->add_fault(fault);
    std::optional<Timestamp> failed;
    while ((*sim)->step())
      if (!failed && (*sim)->job().status() == JobStatus::kRestarting) failed = (*sim)->job().now();
    CHECK(failed == at);
    CHECK((*sim)->job().master().restarts() == 1);
    CHECK((*sim)->job().done());
    CHECK((*sim)->outside().visible().size() == 9);
  }
}

TEST_CASE("a full channel stops its sender, and room lets it go on") {
  auto backends = make_hashmap_backend_factory();
  SimOptions options;
  options.network = {40, 40};  // far slower than the source
  const std::vector<std::string> lines(60, "word");
  auto sim = Simulator::create(
      weir::testing::word_count(lines, {.checkpoint_interval = 0, .every = 1, .capacity = 2}),
      options, *backends);
  REQUIRE(sim);
  const Job& job = (*sim)->job();
  std::size_t full = 0, longest = 0;
  do {
    bool is_full = false;
    for (ChannelId c = 0; c < job.network().size(); c++) {
      longest = std::max(longest, job.network().channel(c).size());
      is_full = is_full || (job.plan().channels[c].from == 0 && job.network().full(c));
    }
    if (!is_full) continue;
    full++;
    CHECK(!job.due({PendingKind::kPollSource, 0, 0}).has_value());
  } while ((*sim)->step());
  CHECK(full > 50);
  CHECK(longest <= 2 + 2);  // capacity is soft by one turn: a record, or MAX and the end
  CHECK(job.status() == JobStatus::kFinished);
}

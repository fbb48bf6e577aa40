#include "sim/simulator.h"

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
  }
}

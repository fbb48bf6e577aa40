// Jobs whose sources meet bad rows and take time from the data, killed at every decision.
#include <map>

#include "engine/connectors/inline_source.h"
#include "engine/graph/stream_builder.h"
#include "engine/state/hashmap/factory.h"
#include "sim/simulator.h"
#include "tests/catch.h"
#include "tests/sim/spotty.h"

using namespace weir;
using namespace weir::sim;

namespace {

constexpr int kSplits = 2, kRows = 20;

// Rows [split, number, time]; about a third is bad.
StreamGraph spotty_job(OnError on_error, bool at) {
  std::vector<std::vector<Value>> splits(kSplits);
  for (int s = 0; s < kSplits; s++)
    for (int i = 0; i < kRows; i++)
      splits[static_cast<std::size_t>(s)].push_back(
          Value::row({Value::integer(s), Value::integer(i), Value::integer(3 * i + s)}));
  JobConfig config;
  config.checkpoints.interval = 7;
  config.restart.delay = 2;
  StreamBuilder job(config);
  SourceSpec spec{.make = testing::spotty(make_inline_source("in", splits), 3)};
  spec.watermarks.kind = WatermarkKind::kNone;
  spec.on_error = on_error;
  if (at)
    spec.at = [](const Value& row) { return std::optional(row[2].as_int()); };
  else
    spec.every = 2;
  const Stream in = job.source("in", spec).rows({"split", "number", "time"});
  in.transactional("out");
  in.side_output(kErrorsTag).transactional("bad");
  return job.build();
}

std::map<std::string, std::multiset<Value>> committed(const Simulator& sim) {
  std::map<std::string, std::multiset<Value>> out;
  for (const auto& row : sim.outside().visible()) out[row.uid].insert(row.value);
  return out;
}

}  // namespace

TEST_CASE("bad rows are counted and put aside exactly once, wherever the job is killed") {
  auto backends = make_hashmap_backend_factory();
  SimOptions options;
  options.storage = {1, 3};
  options.network = {0, 2};
  for (const OnError on_error : {OnError::kSkip, OnError::kSideOutput})
    for (const bool at : {false, true}) {
      auto whole = Simulator::create(spotty_job(on_error, at), options, *backends);
      REQUIRE(whole);
      REQUIRE((*whole)->run(100'000) == RunEnd::kDone);
      const auto expected = committed(**whole);
      const std::int64_t bad = (*whole)->job().bad_rows();
      REQUIRE(bad > 8);
      REQUIRE(expected.at("out").size() == static_cast<std::size_t>(kSplits * kRows - bad));
      REQUIRE(expected.contains("bad") == (on_error == OnError::kSideOutput));
      if (on_error == OnError::kSideOutput)
        REQUIRE(expected.at("bad").size() == static_cast<std::size_t>(bad));
      std::size_t restored = 0;
      for (std::uint64_t kill = 0; kill < (*whole)->decisions(); kill++) {
        auto sim = Simulator::create(spotty_job(on_error, at), options, *backends);
        REQUIRE(sim);
        Fault fault;
        fault.decision = {DecisionKind::kFailTask, {PendingKind::kPollSource, 0, 0}};
        fault.at_decision = kill;
        (*sim)->add_fault(fault);
        REQUIRE((*sim)->run(100'000) == RunEnd::kDone);
        INFO("killed at decision " << kill);
        REQUIRE(committed(**sim) == expected);
        REQUIRE((*sim)->job().bad_rows() == bad);
        restored += (*sim)->job().restored_from() ? 1 : 0;
      }
      CHECK(restored > 50);
    }
}

TEST_CASE("time comes from the data: rows, checkpoints and the end are where it says") {
  auto backends = make_hashmap_backend_factory();
  auto sim = Simulator::create(spotty_job(OnError::kSkip, true), {}, *backends);
  REQUIRE(sim);
  REQUIRE((*sim)->run(100'000) == RunEnd::kDone);
  // The last row is read at 3 * 19 + 1; a checkpoint every 7 ms, and one of the end.
  CHECK((*sim)->job().now() == 58);
  CHECK((*sim)->job().master().completed_checkpoints() == 9);
}

TEST_CASE("a bad row stops the job with its place by default") {
  auto backends = make_hashmap_backend_factory();
  auto sim = Simulator::create(spotty_job(OnError::kStop, false), {}, *backends);
  REQUIRE(sim);
  CHECK((*sim)->run(2'000) != RunEnd::kDone);
  CHECK((*sim)->job().master().restarts() > 3);
  CHECK((*sim)->job().bad_rows() == 0);
}

// Heap and RocksDB are one job: equal logical traces on random scenarios, whatever is flushed and
// compacted in between, and decision lists recorded on one that replay on the other.
#include <algorithm>
#include <string>
#include <vector>

#include "engine/state/backend_loader.h"
#include "engine/trace/ndjson.h"
#include "engine/trace/online.h"
#include "tests/catch.h"
#include "tests/scenarios.h"
#include "tests/sim/random_scenario.h"

using namespace weir;
using namespace weir::testing;

namespace {

class Lines final : public EventConsumer {
 public:
  Lines() : writer_([this](std::string_view line) { last_ = line; }) {}
  void header(const Value& h) override { ok = ok && writer_.header(h).has_value(); }
  void event(const TraceEvent& event, const World&) override {
    writer_.event(event);
    if (event.physical == 0)
      logical.push_back(last_);
    else if (event.kind == EventKind::kDbFlush)
      flushes++;
    else if (event.kind == EventKind::kDbCompact)
      compactions++;
    if (event.physical > 0) physical.push_back(last_);
  }
  void end() override {
    writer_.end();
    sum = writer_.logical_sum();
  }

  std::vector<std::string> logical, physical;
  std::string sum;
  std::size_t flushes = 0, compactions = 0;
  bool ok = true;

 private:
  NdjsonWriter writer_;
  std::string last_;
};

struct Ran {
  Lines lines;
  sim::Decisions recorded;
  std::uint64_t decisions = 0, physical = 0;
  Timestamp end = 0;
};

std::unique_ptr<KeyedBackendFactory> rocksdb(std::uint64_t memtable_bytes) {
  BackendOptions options;
  options.memtable_bytes = memtable_bytes;
  options.flushes_per_compaction = 2;
  return std::move(*load_backend("rocksdb", options));
}

void run(std::uint64_t seed, KeyedBackendFactory& backends, Ran& out,
         const sim::Decisions* list = nullptr, Coverage* coverage = nullptr,
         RandomScenario (*make)(std::uint64_t seed) = make_scenario) {
  RandomScenario scenario = make(seed);
  DerivingSink sink(out.lines);
  scenario.options.trace = &sink;
  scenario.options.record_decisions = true;
  auto sim = sim::Simulator::create(scenario.graph, scenario.options, backends);
  REQUIRE(sim);
  if (list != nullptr) {
    (*sim)->replay(*list, 20'000);
  } else {
    Coverage unused;
    CoverageProbe probe(coverage != nullptr ? *coverage : unused);
    for (auto& fault : scenario.faults) (*sim)->add_fault(fault);
    for (int i = 0; i < 20'000; i++) {
      probe.before_decision(**sim);
      if (!(*sim)->step()) break;
    }
    probe.end(**sim, scenario);
  }
  (*sim)->end_trace();
  REQUIRE(!sink.error());
  REQUIRE(out.lines.ok);
  out.recorded = (*sim)->recorded();
  out.decisions = (*sim)->decisions();
  out.physical = (*sim)->physical_decisions();
  out.end = (*sim)->job().now();
}

// The first line in which they differ; empty: none.
std::string difference(const Ran& a, const Ran& b) {
  const auto& x = a.lines.logical;
  const auto& y = b.lines.logical;
  for (std::size_t i = 0; i < std::max(x.size(), y.size()); i++) {
    if (i < x.size() && i < y.size() && x[i] == y[i]) continue;
    return "logical event " + std::to_string(i) + ":\n  " + (i < x.size() ? x[i] : "nothing") +
           "\n  " + (i < y.size() ? y[i] : "nothing");
  }
  if (a.lines.sum != b.lines.sum) return "equal lines, and another sum";
  if (a.decisions != b.decisions) return "another number of decisions";
  if (a.end != b.end) return "another end";
  return {};
}

}  // namespace

TEST_CASE("Heap and RocksDB give equal logical traces on random scenarios") {
  const auto heap = std::move(*load_backend("hashmap"));
  // Never a flush, so that databases are used again; one now and then; one after nearly every turn.
  const std::unique_ptr<KeyedBackendFactory> rocks[] = {rocksdb(32 << 20), rocksdb(700),
                                                        rocksdb(100)};
  Coverage coverage;
  std::size_t flushed = 0, compacted = 0, flushes = 0;
  const auto runs = static_cast<std::uint64_t>(scenarios(1'000));
  for (std::uint64_t seed = 1; seed <= runs; seed++) {
    Ran on_heap, on_rocks;
    run(seed, *heap, on_heap, nullptr, &coverage);
    run(seed, *rocks[seed % 8 == 0 ? 2 : seed % 8 == 4 ? 1 : 0], on_rocks);
    INFO("seed " << seed << ": " << difference(on_heap, on_rocks));
    REQUIRE(difference(on_heap, on_rocks).empty());
    REQUIRE(on_heap.physical == 0);
    REQUIRE((on_rocks.physical == 0) == on_rocks.lines.physical.empty());
    if (on_rocks.lines.flushes > 0) flushed++;
    if (on_rocks.lines.compactions > 0) compacted++;
    flushes += on_rocks.lines.flushes;
  }
  WARN(coverage.text() << "; " << flushed << " flushed (" << flushes << " files), " << compacted
                       << " compacted");
  CHECK(coverage.restart_after_checkpoint * 100 >= 30 * coverage.runs);
  CHECK(coverage.crash_with_blocked_channel * 100 >= 30 * coverage.runs);
  CHECK(coverage.parallel * 100 >= 30 * coverage.runs);
  CHECK(coverage.late * 100 >= 10 * coverage.runs);
  CHECK(flushed * 100 >= 15 * coverage.runs);
  CHECK(compacted * 100 >= 8 * coverage.runs);
}

TEST_CASE("Heap and RocksDB give equal logical traces when barriers overtake") {
  const auto heap = std::move(*load_backend("hashmap"));
  const std::unique_ptr<KeyedBackendFactory> rocks[] = {rocksdb(32 << 20), rocksdb(400)};
  Coverage coverage;
  const auto runs = static_cast<std::uint64_t>(scenarios(500));
  for (std::uint64_t seed = 1; seed <= runs; seed++) {
    Ran on_heap, on_rocks;
    run(seed, *heap, on_heap, nullptr, &coverage, make_unaligned_scenario);
    run(seed, *rocks[seed % 4 == 0 ? 1 : 0], on_rocks, nullptr, nullptr, make_unaligned_scenario);
    INFO("seed " << seed << ": " << difference(on_heap, on_rocks));
    REQUIRE(difference(on_heap, on_rocks).empty());
  }
  CHECK(coverage.restart_after_checkpoint * 100 >= 30 * coverage.runs);
}

TEST_CASE("Physical work is the same in every run: determinism of flushes and compactions") {
  std::size_t events = 0;
  for (std::uint64_t seed = 1; seed <= 10; seed++) {
    Ran first, second;
    const auto once = rocksdb(200), warmed = rocksdb(200);
    Ran other;
    run(seed + 100, *warmed, other);  // a pool that is not fresh numbers its files alike
    run(seed, *once, first);
    run(seed, *warmed, second);
    CHECK(first.lines.physical == second.lines.physical);
    CHECK(first.recorded == second.recorded);
    events += first.lines.physical.size();
  }
  CHECK(events > 50);
}

TEST_CASE("A list of decisions recorded on one backend replays on the other") {
  const auto heap = std::move(*load_backend("hashmap"));
  const auto rocks = rocksdb(300);
  std::size_t physical = 0;
  for (std::uint64_t seed = 1; seed <= static_cast<std::uint64_t>(scenarios(60)); seed++) {
    Ran on_heap, on_rocks, heap_to_rocks, rocks_to_heap, rocks_to_rocks;
    run(seed, *heap, on_heap);
    run(seed, *rocks, on_rocks);
    run(seed, *rocks, heap_to_rocks, &on_heap.recorded);
    run(seed, *heap, rocks_to_heap, &on_rocks.recorded);
    run(seed, *rocks, rocks_to_rocks, &on_rocks.recorded);
    INFO("seed " << seed);
    REQUIRE(difference(on_heap, on_rocks) == "");
    REQUIRE(difference(on_heap, heap_to_rocks) == "");
    REQUIRE(difference(on_heap, rocks_to_heap) == "");
    REQUIRE(difference(on_heap, rocks_to_rocks) == "");
    CHECK(rocks_to_rocks.recorded == on_rocks.recorded);
    CHECK(rocks_to_rocks.lines.physical == on_rocks.lines.physical);
    physical += on_rocks.physical;
  }
  CHECK(physical > 0);
}

TEST_CASE("Physical work is listed as pending, by a name that reads back") {
  const auto rocks = rocksdb(1);
  RandomScenario scenario = make_scenario(3);
  auto sim = sim::Simulator::create(scenario.graph, scenario.options, *rocks);
  REQUIRE(sim);
  std::size_t seen = 0;
  for (int i = 0; i < 2'000; i++) {
    for (const sim::Decision& d : (*sim)->enumerate()) {
      if (d.work.kind != PendingKind::kBackendWork) continue;
      seen++;
      CHECK(sim::parse_decision(sim::to_string(d)) == d);
      const std::uint64_t decisions = (*sim)->decisions();
      CHECK((*sim)->apply(d));
      CHECK((*sim)->decisions() == decisions);
    }
    if (!(*sim)->step()) break;
  }
  CHECK(seen > 10);
}

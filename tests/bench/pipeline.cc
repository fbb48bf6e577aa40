#include "tests/bench/pipeline.h"

#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/runtime/inline_executor.h"
#include "engine/state/backend_loader.h"
#include "engine/state/hashmap/factory.h"
#include "engine/trace/reader.h"
#include "sim/simulator.h"
#include "tests/bench/anchors/prototype.h"
#include "tests/bench/anchors/random.h"
#include "tests/bench/trace_counter.h"
#include "tests/temporary_folder.h"

#ifdef WEIR_BENCH_ROCKSDB
#include "tests/bench/anchors/rocks_state.h"
#endif

namespace weir::bench {

namespace {

// ---- where results and traces go ----------------------------------------------------------------

// Keeps of each transaction what the sink of the prototype keeps.
class Ledger final : public Outside {
 public:
  void print(const std::string& /*uid*/, std::uint32_t /*subtask*/, const Value& /*row*/) override {
  }
  Result<void> prepare(const std::string& transaction, std::vector<Value> rows) override {
    Sums& sums = prepared_[transaction];
    sums = {};
    for (const Value& row : rows) {
      const std::uint64_t key = key_number(row[0]);
      const auto start = static_cast<std::uint64_t>(row[1].as_int());
      sums.checksum += mix(key * 31 + start) * static_cast<std::uint64_t>(row[3].as_int());
      sums.results++;
    }
    return {};
  }
  Result<void> commit(const std::string& transaction) override {
    const auto it = prepared_.find(transaction);
    if (it == prepared_.end()) return {};  // committed before
    committed_.checksum += it->second.checksum;
    committed_.results += it->second.results;
    prepared_.erase(it);
    return {};
  }
  Result<void> abort(const std::string& transaction) override {
    prepared_.erase(transaction);
    return {};
  }
  Outcome outcome(std::uint64_t records) const {
    Outcome outcome;
    outcome.work = static_cast<double>(records);
    outcome.results = committed_.results;
    outcome.checksum = committed_.checksum;
    return outcome;
  }

 private:
  struct Sums {
    std::uint64_t checksum = 0, results = 0;
  };
  std::map<std::string, Sums> prepared_;
  Sums committed_;
};

struct Sinks {
  TraceCounter consumer;
  MemoryTrace memory;
  TraceSink* chosen(Tracing tracing) {
    switch (tracing) {
      case Tracing::kOff: return nullptr;
      case Tracing::kHandedOn: return &consumer;
      case Tracing::kRetained: return &memory;
    }
    return nullptr;
  }
  std::uint64_t bytes() const { return consumer.bytes() + memory.bytes(); }
};

void simulate(const PipelineShape& shape, KeyedBackendFactory& backends, Ledger& ledger,
              TraceSink* trace, Stopwatch& watch) {
  sim::SimOptions options;
  options.network = {1, 64};
  options.control = {1, 8};
  options.snapshot = {2'000, 2'000};
  options.storage = {0, 0};
  options.outside = &ledger;
  options.trace = trace;
  const auto simulator =
      checked(sim::Simulator::create(make_job(shape), std::move(options), backends));
  watch.start();
  const sim::RunEnd end = simulator->run();
  simulator->end_trace();
  watch.stop();
  if (end == sim::RunEnd::kDone && simulator->job().status() == JobStatus::kFinished) return;
  std::fprintf(stderr, "pipeline: the simulated job did not finish\n");
  std::exit(1);
}

}  // namespace

prototype::Config config_of(const PipelineShape& shape) {
  prototype::Config config;
  config.records = shape.records;
  config.keys = shape.keys;
  config.window = shape.window;
  config.watermark_every = static_cast<std::uint64_t>(shape.watermark_every);
  config.barrier_every = static_cast<std::uint64_t>(shape.barrier_every);
  config.seed = PipelineShape::kSeed;
  return config;
}

Outcome run_prototype(const PipelineShape& shape, bool trace, Stopwatch& watch) {
  const prototype::Config config = config_of(shape);
  Outcome outcome;
  outcome.work = static_cast<double>(shape.records);
  const auto run = [&](auto sink) {
    prototype::Pipeline pipeline(config, sink);
    watch.start();
    pipeline.run();
    watch.stop();
    outcome.results = pipeline.sink_count();
    outcome.checksum = pipeline.sink_sum();
  };
  if (trace)
    run(prototype::VarintTrace());
  else
    run(prototype::NoTrace());
  return outcome;
}

Outcome run_simulator(const PipelineShape& shape, Tracing tracing, Stopwatch& watch) {
  Ledger ledger;
  Sinks sinks;
  const auto backends = make_hashmap_backend_factory();
  simulate(shape, *backends, ledger, sinks.chosen(tracing), watch);
  Outcome outcome = ledger.outcome(shape.records);
  outcome.bytes = sinks.bytes();
  return outcome;
}

MemoryTrace recorded_trace(const PipelineShape& shape) {
  Ledger ledger;
  MemoryTrace trace;
  Stopwatch watch;
  const auto backends = make_hashmap_backend_factory();
  simulate(shape, *backends, ledger, &trace, watch);
  return trace;
}

#ifdef WEIR_BENCH_ROCKSDB
Outcome run_prototype_on_rocksdb(const PipelineShape& shape, Stopwatch& watch) {
  testing::TemporaryFolder scratch;
  prototype::RocksState::open(scratch / "prototype");
  prototype::VarintTrace trace;
  prototype::Pipeline<prototype::VarintTrace, prototype::RocksState> pipeline(config_of(shape),
                                                                              trace);
  Outcome outcome;
  outcome.work = static_cast<double>(shape.records);
  watch.start();
  pipeline.run();
  watch.stop();
  outcome.results = pipeline.sink_count();
  outcome.checksum = pipeline.sink_sum();
  return outcome;
}

Outcome run_simulator_on_rocksdb(const PipelineShape& shape, Tracing tracing, Stopwatch& watch) {
  testing::TemporaryFolder scratch;
  BackendOptions options;
  options.directory = scratch / "weir";
  Ledger ledger;
  Sinks sinks;
  const auto backends = checked(load_backend("rocksdb", options));
  simulate(shape, *backends, ledger, sinks.chosen(tracing), watch);
  Outcome outcome = ledger.outcome(shape.records);
  outcome.bytes = sinks.bytes();
  return outcome;
}
#endif

Outcome run_inline(const PipelineShape& shape, Tracing tracing, Stopwatch& watch) {
  Ledger ledger;
  Sinks sinks;
  MemoryCheckpointStorage storage;
  const auto backends = make_hashmap_backend_factory();
  const auto executor = checked(InlineExecutor::create(
      make_job(shape), {&storage, &ledger, backends.get(), sinks.chosen(tracing)}));
  watch.start();
  executor->run();
  watch.stop();
  Outcome outcome = ledger.outcome(shape.records);
  outcome.bytes = sinks.bytes();
  return outcome;
}

Outcome count_facts(const PipelineShape& shape) {
  Ledger ledger;
  MemoryTrace trace;
  Stopwatch watch;
  const auto backends = make_hashmap_backend_factory();
  simulate(shape, *backends, ledger, &trace, watch);
  Outcome outcome = ledger.outcome(shape.records);
  outcome.bytes = trace.bytes();
  TraceReader reader;
  StoredEvent event;
  for (const std::string& part : trace.parts()) {
    reader.give(part);
    while (checked(reader.next(event))) outcome.facts++;
  }
  return outcome;
}

}  // namespace weir::bench

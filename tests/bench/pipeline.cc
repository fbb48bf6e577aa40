#include "tests/bench/pipeline.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/graph/stream_builder.h"
#include "engine/operators/window_operator.h"
#include "engine/runtime/inline_executor.h"
#include "engine/state/hashmap/factory.h"
#include "engine/trace/reader.h"
#include "sim/simulator.h"
#include "tests/bench/anchors/prototype.h"
#include "tests/bench/anchors/random.h"

namespace weir::bench {

namespace {

constexpr std::uint64_t kSeed = 1, kKeys = 1'000, kSources = 2;
constexpr Duration kEvery = 8, kWindow = 1'000;
constexpr std::int64_t kWatermarkEvery = 64, kOutOfOrder = 16, kBarrierEvery = 10'000;

template <class T>
T checked(Result<T> result) {
  if (result) return std::move(*result);
  std::fprintf(stderr, "pipeline: %s\n", result.error().text.c_str());
  std::exit(1);
}

// ---- the job ------------------------------------------------------------------------------------

class GeneratedSplit final : public SplitReader {
 public:
  GeneratedSplit(std::uint64_t split, std::int64_t records)
      : random_(kSeed * 131 + split), records_(records) {}

  Result<std::optional<Value>> next() override {
    if (offset_ == records_) return std::optional<Value>();
    const std::uint64_t x = random_.next();
    const auto key = static_cast<std::int64_t>((x >> 32) % kKeys);
    const std::int64_t at = std::max<std::int64_t>(0, offset_ - static_cast<std::int64_t>(x & 15));
    offset_++;
    RowBuilder row(3);
    row.add(Value::integer(key));
    row.add(Value::integer(at));
    row.add(Value::integer(static_cast<std::int64_t>(x & 0xFF)));
    return std::optional<Value>(row.take());
  }

 private:
  Random random_;
  std::int64_t records_;
  std::int64_t offset_ = 0;
};

class GeneratingSource final : public Source {
 public:
  explicit GeneratingSource(std::uint64_t records) : records_(records) {}
  Result<std::vector<std::string>> splits() override {
    return std::vector<std::string>{"even", "odd"};
  }
  Result<std::unique_ptr<SplitReader>> open(const std::string& split,
                                            std::int64_t position) override {
    const auto records = static_cast<std::int64_t>(records_ / kSources);
    std::unique_ptr<SplitReader> reader =
        std::make_unique<GeneratedSplit>(split == "odd" ? 1 : 0, records);
    for (std::int64_t i = 0; i < position; i++)
      if (const auto skipped = reader->next(); !skipped) return skipped.error();
    return reader;
  }

 private:
  std::uint64_t records_;
};

class EverySoManyRecords final : public WatermarkGenerator {
 public:
  void on_event(const Value& /*event*/, Timestamp /*timestamp*/, WatermarkOutput& out) override {
    if (++records_ % kWatermarkEvery == 0) out.emit_watermark(records_ - kOutOfOrder);
  }
  void on_periodic_emit(Timestamp /*now*/, WatermarkOutput& /*out*/) override {}

 private:
  std::int64_t records_ = 0;
};

class CountAndSum final : public AggregateFunction {
 public:
  Value create_accumulator() const override {
    return Value::row({Value::integer(0), Value::integer(0)});
  }
  Value add(const Value& element, const Value& accumulator) const override {
    RowBuilder row(2);
    row.add(Value::integer(accumulator[0].as_int() + 1));
    row.add(Value::integer(accumulator[1].as_int() + element[2].as_int()));
    return row.take();
  }
  Value get_result(const Value& accumulator) const override { return accumulator; }
  Value merge(const Value& a, const Value& b) const override {
    return Value::row({Value::integer(a[0].as_int() + b[0].as_int()),
                       Value::integer(a[1].as_int() + b[1].as_int())});
  }
};

Value result_row(WindowContext& context, const Value& aggregate) {
  RowBuilder row(4);
  row.add(context.key());
  row.add(Value::integer(context.window().start));
  row.add(aggregate[0]);
  row.add(aggregate[1]);
  return row.take();
}

std::unique_ptr<Operator> make_window() {
  WindowOperatorConfig config(checked(TumblingEventTimeWindows::of(kWindow)));
  config.contents = AggregateSpec{std::make_unique<CountAndSum>()};
  config.function = std::make_unique<MappedWindowFunction>(result_row);
  return checked(WindowOperator::create(std::move(config)));
}

StreamGraph make_job(std::uint64_t records) {
  JobConfig config;
  config.name = "bench";
  config.parallelism = 2;
  config.checkpoints.interval = kBarrierEvery * kEvery;
  StreamBuilder job(config);
  SourceSpec source;
  source.make = [records] { return std::make_unique<GeneratingSource>(records); };
  source.event_time = [](const Value& row) { return std::optional<Timestamp>(row[1].as_int()); };
  source.watermarks.kind = WatermarkKind::kCustom;
  source.watermarks.custom = [] { return std::make_unique<EverySoManyRecords>(); };
  source.watermarks.interval = 0;
  source.every = kEvery;
  job.source("records", source)
      .rows({"key", "at", "amount"})
      .key_by(KeySelector::field(0, "key"))
      .apply("windows", "window", make_window)
      .transactional("out")
      .parallelism(1);
  return job.build();
}

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
      const auto key = static_cast<std::uint64_t>(row[0].as_int());
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

class Consumer final : public TraceSink {
 public:
  void header(const Value& /*header*/) override {}
  void block(std::span<const char> bytes) override { bytes_ += bytes.size(); }
  void end() override {}
  std::uint64_t bytes() const { return bytes_; }

 private:
  std::uint64_t bytes_ = 0;
};

struct Sinks {
  Consumer consumer;
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

void simulate(std::uint64_t records, Ledger& ledger, TraceSink* trace, Stopwatch& watch) {
  const auto backends = make_hashmap_backend_factory();
  sim::SimOptions options;
  options.network = {1, 64};
  options.control = {1, 8};
  options.snapshot = {2'000, 2'000};
  options.storage = {0, 0};
  options.outside = &ledger;
  options.trace = trace;
  const auto simulator =
      checked(sim::Simulator::create(make_job(records), std::move(options), *backends));
  watch.start();
  const sim::RunEnd end = simulator->run();
  simulator->end_trace();
  watch.stop();
  if (end == sim::RunEnd::kDone && simulator->job().status() == JobStatus::kFinished) return;
  std::fprintf(stderr, "pipeline: the simulated job did not finish\n");
  std::exit(1);
}

}  // namespace

Outcome run_prototype(std::uint64_t records, bool trace, Stopwatch& watch) {
  prototype::Config config;
  config.records = records;
  config.keys = kKeys;
  config.window = kWindow;
  config.seed = kSeed;
  Outcome outcome;
  outcome.work = static_cast<double>(records);
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

Outcome run_simulator(std::uint64_t records, Tracing tracing, Stopwatch& watch) {
  Ledger ledger;
  Sinks sinks;
  simulate(records, ledger, sinks.chosen(tracing), watch);
  Outcome outcome = ledger.outcome(records);
  outcome.bytes = sinks.bytes();
  return outcome;
}

Outcome run_inline(std::uint64_t records, Tracing tracing, Stopwatch& watch) {
  Ledger ledger;
  Sinks sinks;
  MemoryCheckpointStorage storage;
  const auto backends = make_hashmap_backend_factory();
  const auto executor = checked(InlineExecutor::create(
      make_job(records), {&storage, &ledger, backends.get(), sinks.chosen(tracing)}));
  watch.start();
  executor->run();
  watch.stop();
  Outcome outcome = ledger.outcome(records);
  outcome.bytes = sinks.bytes();
  return outcome;
}

Outcome count_facts(std::uint64_t records) {
  Ledger ledger;
  MemoryTrace trace;
  Stopwatch watch;
  simulate(records, ledger, &trace, watch);
  Outcome outcome = ledger.outcome(records);
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

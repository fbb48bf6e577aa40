// Tested by tests/sim/crash_sweep_test.cc.
#include "sim/reference_run.h"

#include <memory>
#include <utility>

#include "engine/trace/reader.h"
#include "engine/trace/sink.h"

namespace weir::sim {

namespace {

// Far more than any job of a sweep takes; a source without end must not run for ever.
constexpr std::uint64_t kMaxDecisions = 10'000'000;

class CountingReader final : public SplitReader {
 public:
  CountingReader(std::unique_ptr<SplitReader> inner, std::uint64_t& rows)
      : inner_(std::move(inner)), rows_(rows) {}
  Result<Read> next(Value& row, BadRow& bad) override {
    auto said = inner_->next(row, bad);
    if (said && *said != Read::kEnd) rows_++;
    return said;
  }

 private:
  std::unique_ptr<SplitReader> inner_;
  std::uint64_t& rows_;
};

class CountingSource final : public Source {
 public:
  CountingSource(std::unique_ptr<Source> inner, std::uint64_t& rows)
      : inner_(std::move(inner)), rows_(rows) {}
  Result<std::vector<std::string>> splits() override { return inner_->splits(); }
  Result<std::unique_ptr<SplitReader>> open(const std::string& split,
                                            std::int64_t position) override {
    auto reader = inner_->open(split, position);
    if (!reader) return reader.error();
    return std::unique_ptr<SplitReader>(
        std::make_unique<CountingReader>(std::move(*reader), rows_));
  }

 private:
  std::unique_ptr<Source> inner_;
  std::uint64_t& rows_;
};

// Counts what makes order matter; forgets the rest.
class OrderWatch final : public TraceSink {
 public:
  explicit OrderWatch(ReferenceRun& out) : out_(out) {}
  void header(const Value& /*header*/) override {}
  void block(std::span<const char> bytes) override {
    reader_.give(bytes);
    for (;;) {
      const auto more = reader_.next(event_);
      WEIR_CHECK(more.has_value(), "a trace cannot be read that was just written");
      if (!*more) return;
      if (event_.kind == EventKind::kLate) out_.late++;
      if (event_.kind == EventKind::kTmReg && event_.fields[1] == Value::text("processing"))
        out_.processing_timers++;
    }
  }
  void end() override {}

 private:
  ReferenceRun& out_;
  TraceReader reader_;
  StoredEvent event_;
};

}  // namespace

StreamGraph counting_rows(StreamGraph graph, std::uint64_t& rows) {
  for (StreamNode& node : graph.nodes) {
    if (!node.source) continue;
    node.source->make = [make = node.source->make, &rows]() -> std::unique_ptr<Source> {
      return std::make_unique<CountingSource>(make(), rows);
    };
  }
  return graph;
}

Result<ReferenceRun> run_reference(const SweepJob& job, const SimOptions& options,
                                   KeyedBackendFactory& backends) {
  ReferenceRun out;
  OrderWatch watch(out);
  SimOptions traced = options;
  traced.trace = &watch;
  StreamGraph graph = counting_rows(job.make(), out.rows_read);
  for (const StreamNode& node : graph.nodes)
    if (node.is == "print") out.printing_sinks.push_back(node.uid);
  const CheckpointConfig& checkpoints = graph.config.checkpoints;
  if (checkpoints.interval > 0)
    out.clocks_of_a_timeout =
        static_cast<std::uint64_t>(checkpoints.timeout / checkpoints.interval);
  auto sim = Simulator::create(std::move(graph), traced, backends);
  if (!sim) return sim.error();
  const RunEnd end = (*sim)->run(kMaxDecisions);
  (*sim)->end_trace();
  if (end != RunEnd::kDone || (*sim)->job().status() != JobStatus::kFinished)
    return Error{ErrorKind::kBadArgument, "'" + job.name +
                                              "' does not come to its end undisturbed: " +
                                              job_status_name((*sim)->job().status()) + " " +
                                              (*sim)->job().master().failure()};
  out.decisions = (*sim)->decisions();
  out.restarts = (*sim)->job().master().restarts();
  out.committed = committed_rows(**sim);
  return out;
}

}  // namespace weir::sim

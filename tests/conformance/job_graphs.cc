#include "tests/conformance/job_graphs.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/connectors/inline_source.h"
#include "engine/graph/stream_builder.h"
#include "tests/conformance/job_files.h"
#include "tests/conformance/job_functions.h"

namespace weir::conformance {

namespace {

// ---- sources ----

class FailingReader final : public SplitReader {
 public:
  FailingReader(std::unique_ptr<SplitReader> inner, std::int64_t position, SourceFailure& failure)
      : inner_(std::move(inner)), position_(position), failure_(failure) {}
  Result<Read> next(Value& row, BadRow& bad) override {
    if (position_ == failure_.before && !failure_.happened) {
      failure_.happened = true;
      return Error{ErrorKind::kIo, "the source fails once"};
    }
    position_++;
    return inner_->next(row, bad);
  }

 private:
  std::unique_ptr<SplitReader> inner_;
  std::int64_t position_;
  SourceFailure& failure_;
};

class FailingSource final : public Source {
 public:
  FailingSource(std::unique_ptr<Source> inner, SourceFailure& failure)
      : inner_(std::move(inner)), failure_(failure) {}
  Result<std::vector<std::string>> splits() override { return inner_->splits(); }
  Result<std::unique_ptr<SplitReader>> open(const std::string& split,
                                            std::int64_t position) override {
    auto reader = inner_->open(split, position);
    if (!reader) return reader;
    return std::unique_ptr<SplitReader>(
        std::make_unique<FailingReader>(std::move(*reader), position, failure_));
  }

 private:
  std::unique_ptr<Source> inner_;
  SourceFailure& failure_;
};

void fail_once(StreamGraph& graph, SourceFailure& failure) {
  for (StreamNode& node : graph.nodes) {
    if (!node.source) continue;
    node.source->make = [make = node.source->make, &failure] {
      return std::make_unique<FailingSource>(make(), failure);
    };
    return;
  }
}

std::vector<Value> event_rows(const Value& events) {
  std::vector<Value> rows;
  for (const Value& e : events.elements())
    rows.push_back(Value::row({member(e, "key"), member(e, "ts"), member(e, "value")}));
  return rows;
}

WatermarkStrategy strategy_of(const Value& params) {
  WatermarkStrategy strategy;
  if (!has_member(params, "bound")) return strategy;
  strategy.kind = WatermarkKind::kBoundedOutOfOrderness;
  strategy.bound = int_member(params, "bound");
  strategy.emit_every_event = true;
  return strategy;
}

// ---- what the builders share ----

struct Context {
  const Value& params;
  StreamBuilder& job;
  std::vector<Stream> sources;  // in the order of the vector
};

KeySelector by_key() { return KeySelector::field(kKey, "key"); }
KeySelector by_first() { return KeySelector::field(0, "first"); }

Stream add_source(StreamBuilder& job, const std::string& name, const Value& events,
                  const Value& params) {
  SourceSpec spec;
  spec.make = make_inline_source(name, {event_rows(events)});
  spec.event_time = [](const Value& event) { return std::optional(event[kTs].as_int()); };
  spec.watermarks = strategy_of(params);
  return job.source(name, std::move(spec)).parallelism(1);
}

// ---- the jobs ----

void inactivity(const Context& c) {
  const Duration gap = int_member(c.params, "gap");
  c.sources[0]
      .key_by(by_key())
      .process("inactivity", [gap] { return make_inactivity(gap); })
      .print("out");
}

void sum_at_end(const Context& c) {
  c.sources[0].key_by(by_key()).process("sum", make_sum_at_end).print("out");
}

void count_of_counts(const Context& c) {
  const bool retract = bool_member_or(c.params, "retract", false);
  c.sources[0]
      .key_by(by_key())
      .process("count", [retract] { return make_changes_of_counts(retract); })
      .key_by(by_first())
      .process("total", make_total_at_end)
      .print("out");
}

struct JobRow {
  std::string_view name;
  std::size_t sources;
  void (*build)(const Context&);
};

constexpr JobRow kJobs[] = {
    {"count_of_counts", 1, count_of_counts},
    {"inactivity", 1, inactivity},
    {"sum_at_end", 1, sum_at_end},
};

// The sources of a case in the order in which the job takes them: their names are sorted so.
void add_sources(Context& c, const Value& sources) {
  const auto entries = sources.elements();  // name, events, name, events, …
  for (std::size_t i = 0; i < entries.size(); i += 2)
    c.sources.push_back(
        add_source(c.job, std::string(entries[i].as_text()), entries[i + 1], c.params));
}

StreamGraph built(const Value& config, JobConfig job) {
  const std::string_view name = text_member(config, "job");
  for (const JobRow& row : kJobs) {
    if (row.name != name) continue;
    StreamBuilder builder(std::move(job));
    Context context{member(config, "params"), builder, {}};
    add_sources(context, member(config, "sources"));
    if (context.sources.size() != row.sources) throw NotCovered{"other sources than known"};
    row.build(context);
    return builder.build();
  }
  throw NotCovered{"job " + std::string(name)};
}

}  // namespace

StreamGraph build_job(const Value& config, JobConfig job, SourceFailure& failure) {
  StreamGraph graph = has_job_file(text_member(config, "job")) ? job_file_graph(config, job)
                                                               : built(config, std::move(job));
  fail_once(graph, failure);
  return graph;
}

}  // namespace weir::conformance

#include "tests/conformance/job_graphs.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/connectors/inline_source.h"
#include "engine/core/java_text.h"
#include "engine/graph/stream_builder.h"
#include "engine/operators/window_operator.h"
#include "lessons/01-word-count/functions.h"
#include "lessons/08-order-join/functions.h"
#include "tests/conformance/generators.h"
#include "tests/conformance/job_functions.h"

namespace weir::conformance {

namespace {

constexpr char kLate[] = "late";

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

std::vector<Value> event_rows(const Value& events) {
  std::vector<Value> rows;
  for (const Value& e : events.elements())
    rows.push_back(Value::row({member(e, "key"), member(e, "ts"), member(e, "value"),
                               text(text_member_or(e, "text", "")),
                               integer(static_cast<std::int64_t>(rows.size()))}));
  return rows;
}

WatermarkStrategy strategy_of(const Value& params) {
  if (has_member(params, "punctuated"))
    return custom_strategy(EventTimePlus(int_member(params, "punctuated")));
  if (has_member(params, "bound"))
    return custom_strategy(EveryNthEvent(int_member(params, "bound"),
                                         int_member_or(params, "watermark_every", 1), kNumber));
  return {};
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
                  const Value& params, SourceFailure* failure) {
  SourceSpec spec;
  spec.make = make_inline_source(name, {event_rows(events)});
  if (failure != nullptr)
    spec.make = [make = spec.make, failure] {
      return std::make_unique<FailingSource>(make(), *failure);
    };
  spec.event_time = [](const Value& event) { return std::optional(event[kTs].as_int()); };
  spec.watermarks = strategy_of(params);
  spec.bounded = bool_member_or(params, "bounded", true);
  return job.source(name, std::move(spec)).parallelism(1);
}

template <class Assigner>
WindowAssigner checked(const Result<Assigner>& assigner) {
  if (!assigner) throw UserError(assigner.error());
  return *assigner;
}

WindowAssigner windows_of(const Value& params) {
  const std::string_view kind = text_member_or(params, "window", "tumbling");
  if (kind == "session")
    return checked(EventTimeSessionWindows::with_gap(int_member(params, "gap")));
  const Duration size = int_member(params, "size");
  if (kind == "sliding")
    return checked(SlidingEventTimeWindows::of(size, int_member(params, "slide")));
  if (kind == "tumbling") return checked(TumblingEventTimeWindows::of(size));
  throw NotCovered{"window " + std::string(kind)};
}

void count_in_windows(const Context& c, const Stream& events) {
  const Duration lateness = int_member_or(c.params, "allowed_lateness", 0);
  const WindowAssigner assigner = windows_of(c.params);
  const Stream windows = events.key_by(by_key()).apply("windows", "window", [=] {
    WindowOperatorConfig config(assigner);
    config.allowed_lateness = lateness;
    config.late_tag = kLate;
    config.function = make_count_and_sum();
    auto op = WindowOperator::create(std::move(config));
    if (!op) throw UserError(op.error());
    return std::unique_ptr<Operator>(std::move(*op));
  });
  windows.print("out");
  windows.side_output(kLate).map("late", late_row).print("late-out");
}

// ---- the jobs ----

void word_count(const Context& c) {
  c.sources[0]
      .flat_map("split",
                [](const Value& event, Collector& out) {
                  for (const std::string_view word : java_split(event[kText].as_text(), ","))
                    out.collect(Value::row({Value::text(word)}));
                })
      .key_by(by_first())
      .process("count", lessons::make_count_words)
      .print("out");
}

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

void order_join(const Context& c) {
  c.job
      .connect(c.sources[0].key_by(by_key()), c.sources[1].key_by(by_key()), "join",
               lessons::make_enrichment)
      .map("texts",
           [](const Value& pair) {
             return Value::row({pair[0][kKey], pair[0][kText], pair[1][kText]});
           })
      .print("out");
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

void window_count(const Context& c) { count_in_windows(c, c.sources[0]); }

void union_window_count(const Context& c) {
  count_in_windows(c, c.sources[0].union_with(c.sources[1]));
}

struct JobRow {
  std::string_view name;
  std::size_t sources;
  void (*build)(const Context&);
};

constexpr JobRow kJobs[] = {
    {"count_of_counts", 1, count_of_counts},
    {"inactivity", 1, inactivity},
    {"order_join", 2, order_join},
    {"sum_at_end", 1, sum_at_end},
    {"union_window_count", 2, union_window_count},
    {"window_count", 1, window_count},
    {"word_count", 1, word_count},
};

// The sources of a case in the order in which the job takes them: their names are sorted so.
void add_sources(Context& c, const Value& sources, SourceFailure& failure) {
  const auto entries = sources.elements();  // name, events, name, events, …
  for (std::size_t i = 0; i < entries.size(); i += 2)
    c.sources.push_back(add_source(c.job, std::string(entries[i].as_text()), entries[i + 1],
                                   c.params, i == 0 ? &failure : nullptr));
}

}  // namespace

StreamGraph build_job(const Value& config, JobConfig job, SourceFailure& failure) {
  const std::string_view name = text_member(config, "job");
  for (const JobRow& row : kJobs) {
    if (row.name != name) continue;
    StreamBuilder builder(std::move(job));
    Context context{member(config, "params"), builder, {}};
    add_sources(context, member(config, "sources"), failure);
    if (context.sources.size() != row.sources) throw NotCovered{"other sources than known"};
    row.build(context);
    return builder.build();
  }
  throw NotCovered{"job " + std::string(name)};
}

}  // namespace weir::conformance

#include "tests/sim/jobs.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "engine/connectors/inline_source.h"
#include "engine/core/hash.h"
#include "engine/core/java_text.h"
#include "engine/graph/stream_builder.h"
#include "engine/operators/window_operator.h"
#include "lessons/01-word-count/functions.h"
#include "lessons/08-order-join/functions.h"
#include "tests/sim/broken.h"
#include "tests/sim/job_functions.h"

namespace weir::testing {

namespace {

constexpr std::int64_t kKeys = 3;

JobConfig config_of(std::string name, const JobShape& shape) {
  JobConfig config;
  config.name = std::move(name);
  config.parallelism = shape.parallelism;
  config.channel_capacity = shape.capacity;
  config.task_managers = shape.task_managers;
  config.checkpoints.interval = shape.checkpoint_interval;
  config.checkpoints.timeout = 20 * std::max<Duration>(shape.checkpoint_interval, 10);
  config.checkpoints.max_concurrent = shape.concurrent_checkpoints;
  config.checkpoints.alignment = shape.alignment;
  config.checkpoints.aligned_timeout = shape.aligned_timeout;
  config.restart.delay = 5;
  if (shape.broken == Broken::kChannelStateForgotten)
    config.make_barrier_handler = make_barriers_that_forget_channel_state;
  if (shape.broken == Broken::kBarriersDoNotBlock)
    config.make_barrier_handler = make_barriers_that_do_not_block;
  return config;
}

SourceSpec source_of(const std::string& uid, const std::vector<std::vector<Value>>& splits,
                     const JobShape& shape) {
  SourceSpec spec;
  spec.make = shape.broken == Broken::kPositionsOutside
                  ? make_source_with_positions_outside(uid, splits)
                  : make_inline_source(uid, splits);
  spec.every = shape.every;
  return spec;
}

// Event time of field 2, out of order by at most `bound`.
SourceSpec timed(SourceSpec spec, Duration bound) {
  spec.event_time = [](const Value& row) { return std::optional(row[2].as_int()); };
  spec.watermarks.kind = WatermarkKind::kBoundedOutOfOrderness;
  spec.watermarks.bound = bound;
  spec.watermarks.emit_every_event = true;
  return spec;
}

Stream sink(const Stream& stream, const std::string& uid, const JobShape& shape) {
  if (shape.broken == Broken::kCommitsTooEarly)
    return stream.apply(uid, "two-phase", make_sink_that_commits_too_early);
  return stream.transactional(uid);
}

Stream file_sink(const Stream& stream, const std::string& uid, const JobShape& shape) {
  const FileSinkConfig config{.folder = uid,
                              .line = [](const Value& row) { return row.to_string(); },
                              .chunk_bytes = shape.chunk_bytes};
  if (shape.broken != Broken::kCommitsTooEarly && shape.broken != Broken::kPublishesTooEarly)
    return stream.file_sink(uid, config);
  return stream.apply(uid, "file",
                      [config] { return make_file_sink_that_publishes_too_early(config); });
}

// Rows [id, key, time] with ids from `first` on. Time grows by 3, and falls back by up to
// `disorder`.
std::vector<Value> rows_of(std::int64_t first, std::uint32_t count, Duration disorder) {
  std::vector<Value> rows;
  for (std::uint32_t i = 0; i < count; i++) {
    const std::int64_t id = first + i;
    const std::uint64_t h = stable_hash(7, static_cast<std::uint64_t>(first), i);
    const auto back = static_cast<Duration>(h >> 8 & 0xffff) % (disorder + 1);
    rows.push_back(
        Value::row({Value::integer(id),
                    Value::text("k" + std::to_string(h % static_cast<std::uint64_t>(kKeys))),
                    Value::integer(std::max<Timestamp>(0, 3 * Timestamp{i} - back))}));
  }
  return rows;
}

// Rows [order id, text], from `first` up or down to `last`.
std::vector<Value> orders(std::int64_t first, std::int64_t last) {
  std::vector<Value> rows;
  for (std::int64_t id = first;; id += first < last ? 1 : -1) {
    rows.push_back(Value::row({Value::integer(id), Value::text("order " + std::to_string(id))}));
    if (id == last) return rows;
  }
}

std::vector<Value> ids_of(const std::vector<std::vector<Value>>& splits) {
  std::vector<Value> ids;
  for (const auto& split : splits)
    for (const Value& row : split) ids.push_back(row[0]);
  return ids;
}

std::vector<std::vector<Value>> three_splits(const JobShape& shape, Duration disorder) {
  return {rows_of(100, shape.rows, disorder), rows_of(200, shape.rows / 2, disorder),
          rows_of(300, shape.rows / 2, disorder)};
}

constexpr Duration kDisorder = 9;  // of rows that are out of order
constexpr Duration kLate = 24;     // of those that are late,
constexpr Duration kStrict = 1;    // with this bound

// More rows: a record can be late only behind others.
std::vector<std::vector<Value>> late_rows(JobShape shape) {
  shape.rows *= 2;
  return three_splits(shape, kLate);
}

KeySelector by_key() { return KeySelector::field(1, "key"); }

struct Windows {
  WindowAssigner assigner;
  Duration allowed_lateness = 0;
  std::optional<std::string> late_tag;
};

Stream window(const Stream& stream, const std::string& uid, const Windows& w) {
  return stream.key_by(by_key()).apply(uid, "window", [w] {
    WindowOperatorConfig config(w.assigner);
    config.allowed_lateness = w.allowed_lateness;
    config.late_tag = w.late_tag;
    config.function = make_list_ids();
    return std::move(*WindowOperator::create(std::move(config)));
  });
}

Stream joined(StreamBuilder& job, const JobShape& shape) {
  const Stream left =
      job.source("left", source_of("left", {rows_of(100, shape.rows, 0)}, shape)).parallelism(1);
  const Stream right =
      job.source(
             "right",
             source_of("right", {rows_of(200, shape.rows / 2, 0), rows_of(300, shape.rows / 2, 0)},
                       shape))
          .parallelism(1);
  return job.connect(left.key_by(by_key()), right.key_by(by_key()), "join", make_join);
}

}  // namespace

const char* broken_name(Broken broken) {
  switch (broken) {
    case Broken::kNothing: return "nothing";
    case Broken::kBarriersDoNotBlock: return "barriers do not block";
    case Broken::kCommitsTooEarly: return "commits before completion";
    case Broken::kPositionsOutside: return "positions outside of the checkpoint";
    case Broken::kChannelStateForgotten: return "channel state forgotten";
    case Broken::kPublishesTooEarly: return "publishes before completion";
  }
  return "?";
}

StreamGraph word_count(const std::vector<std::string>& lines, const JobShape& shape) {
  std::vector<Value> rows;
  for (const std::string& line : lines) rows.push_back(Value::row({Value::text(line)}));
  StreamBuilder job(config_of("word-count", shape));
  const Stream counts =
      job.source("lines", source_of("lines", {rows}, shape))
          .parallelism(1)
          .flat_map("split",
                    [](const Value& line, Collector& out) {
                      for (const std::string_view word : java_split(line[0].as_text(), ","))
                        out.collect(Value::row({Value::text(word)}));
                    })
          .key_by(KeySelector::field(0, "word"))
          .process("count", lessons::make_count_words);
  sink(counts, "out", shape);
  return job.build();
}

StreamGraph keyed_join(const JobShape& shape) {
  StreamBuilder job(config_of("keyed-join", shape));
  sink(joined(job, shape), "out", shape);
  return job.build();
}

StreamGraph keyed_join_to_files(const JobShape& shape) {
  StreamBuilder job(config_of("keyed-join-to-files", shape));
  file_sink(joined(job, shape), "out", shape);
  StreamGraph graph = job.build();
  graph.nodes.back().folder = "out";  // also of the one that is broken
  return graph;
}

StreamGraph order_join(const JobShape& shape) {
  StreamBuilder job(config_of("order-join", shape));
  const std::int64_t last = shape.rows, half = last / 2;
  const Stream info1 =
      job.source("orderinfo1", source_of("orderinfo1", {orders(1, last)}, shape)).parallelism(1);
  const Stream info2 =
      job.source("orderinfo2",
                 source_of("orderinfo2", {orders(half, 1), orders(last, half + 1)}, shape))
          .parallelism(1);
  const KeySelector by_id = KeySelector::field(0, "order_id");
  sink(job.connect(info1.key_by(by_id), info2.key_by(by_id), "join", lessons::make_enrichment),
       "out", shape);
  return job.build();
}

StreamGraph union_totals(const JobShape& shape) {
  StreamBuilder job(config_of("union-totals", shape));
  const Stream a =
      job.source("a", source_of("a", {rows_of(100, shape.rows / 2, 0)}, shape)).parallelism(1);
  const Stream b =
      job.source("b", source_of("b", {rows_of(200, shape.rows / 2, 0)}, shape)).parallelism(1);
  const Stream c =
      job.source("c",
                 source_of("c", {rows_of(300, shape.rows / 2, 0), rows_of(400, shape.rows / 2, 0)},
                           shape))
          .parallelism(2);
  sink(a.union_with(b).union_with(c).key_by(by_key()).process("total", make_totals), "out", shape);
  return job.build();
}

StreamGraph windows(const JobShape& shape) {
  StreamBuilder job(config_of("windows", shape));
  const Stream visits =
      job.source("visits",
                 timed(source_of("visits", three_splits(shape, kDisorder), shape), kDisorder + 3))
          .parallelism(2);
  sink(window(visits, "tumbling", {*TumblingEventTimeWindows::of(10), 0, {}}), "out", shape);
  sink(window(visits, "session", {*EventTimeSessionWindows::with_gap(7), 0, {}}), "sessions",
       shape);
  return job.build();
}

StreamGraph late_windows(const JobShape& shape) {
  StreamBuilder job(config_of("late-windows", shape));
  const Stream visits =
      job.source("visits", timed(source_of("visits", late_rows(shape), shape), kStrict))
          .parallelism(2);
  const Stream kept = window(visits, "tumbling", {*TumblingEventTimeWindows::of(5), 3, "too-late"});
  sink(kept, "out", shape);
  sink(kept.side_output("too-late"), "late", shape);
  sink(window(visits, "strict", {*TumblingEventTimeWindows::of(4), 0, {}}), "totals", shape);
  return job.build();
}

StreamGraph event_inactivity(const JobShape& shape) {
  StreamBuilder job(config_of("event-inactivity", shape));
  const Stream quiet =
      job.source("visits",
                 timed(source_of("visits", three_splits(shape, kDisorder), shape), kDisorder + 3))
          .parallelism(2)
          .key_by(by_key())
          .process("quiet", make_event_inactivity);
  sink(quiet, "out", shape);
  return job.build();
}

StreamGraph processing_inactivity(const JobShape& shape) {
  StreamBuilder job(config_of("processing-inactivity", shape));
  const Stream pauses =
      job.source("visits", timed(source_of("visits", three_splits(shape, 0), shape), 0))
          .parallelism(2)
          .key_by(by_key())
          .process("pauses", make_processing_inactivity);
  sink(pauses, "out", shape);
  return job.build();
}

// ---- what a sweep must know
// -----------------------------------------------------------------------

sim::SweepJob word_count_job(const JobShape& shape) {
  const std::vector<std::string> lines{"hello,flink", "hello,state", "a,b,a", "flink", "hello",
                                       "b,b",         "state,a",     "flink", "hello", "a,c"};
  return {.name = "word count",
          .make = [=] { return word_count(lines, shape); },
          .outputs = {{"out", sim::Fold::kNone}}};
}

sim::SweepJob keyed_join_job(const JobShape& shape) {
  return {.name = "keyed join", .make = [=] { return keyed_join(shape); }};
}

sim::SweepJob order_join_job(const JobShape& shape) {
  return {.name = "order join", .make = [=] { return order_join(shape); }};
}

sim::SweepJob file_join_job(const JobShape& shape) {
  return {.name = "file join", .make = [=] { return keyed_join_to_files(shape); }};
}

sim::SweepJob union_totals_job(const JobShape& shape) {
  return {.name = "union totals",
          .make = [=] { return union_totals(shape); },
          .outputs = {{"out", sim::Fold::kLargest, {0}, 1}}};
}

sim::SweepJob windows_job(const JobShape& shape) {
  return {.name = "windows", .make = [=] { return windows(shape); }};
}

sim::SweepJob late_windows_job(const JobShape& shape) {
  const auto ids = [](const std::string& uid, const Value& row) {
    if (uid == "late") return std::vector<Value>{row[0]};
    return std::vector<Value>(row[3].elements().begin(), row[3].elements().end());
  };
  return {.name = "late windows",
          .make = [=] { return late_windows(shape); },
          .conservation = {{"tumbling", "out", "late", ids}, {"strict", "totals", "", ids}},
          .ids = ids_of(late_rows(shape))};
}

sim::SweepJob event_inactivity_job(const JobShape& shape) {
  return {.name = "event inactivity", .make = [=] { return event_inactivity(shape); }};
}

sim::SweepJob processing_inactivity_job(const JobShape& shape) {
  const auto ids = [](const std::string&, const Value& row) {
    return std::vector<Value>(row[1].elements().begin(), row[1].elements().end());
  };
  return {.name = "processing inactivity",
          .make = [=] { return processing_inactivity(shape); },
          .conservation = {{"pauses", "out", "", ids}},
          .ids = ids_of(three_splits(shape, 0))};
}

std::vector<sim::SweepJob> all_jobs(const JobShape& shape) {
  return {word_count_job(shape),   order_join_job(shape),       keyed_join_job(shape),
          file_join_job(shape),    union_totals_job(shape),     windows_job(shape),
          late_windows_job(shape), event_inactivity_job(shape), processing_inactivity_job(shape)};
}

}  // namespace weir::testing

// Stop with savepoint, draining, and what is restored from the savepoint.
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "engine/connectors/inline_source.h"
#include "engine/graph/stream_builder.h"
#include "engine/state/hashmap/factory.h"
#include "sim/simulator.h"
#include "tests/catch.h"

using namespace weir;
using namespace weir::sim;

namespace {

constexpr std::int64_t kRows = 60;
constexpr std::int64_t kKeys = 3;

// [key, how many so far]; and at the end of all input ["end", key, how many].
class CountKeys final : public KeyedProcessFunction {
 public:
  void open(FunctionContext& context) override { count_.emplace(context.value_state("count")); }
  void process_element(const Value&, ProcessContext& context, Collector& out) override {
    const Value was = count_->value();
    count_->update(Value::integer(was.is_null() ? 1 : was.as_int() + 1));
    context.register_event_timer(kMaxTimestamp);
    out.collect(Value::row({context.current_key(), count_->value()}));
  }
  void on_timer(Timestamp, OnTimerContext& context, Collector& out) override {
    out.collect(Value::row({Value::text("end"), context.current_key(), count_->value()}));
  }

 private:
  std::optional<ValueState> count_;
};

struct Shape {
  std::uint32_t parallelism = 2;
  Duration interval = 0;  // of periodic checkpoints
  bool bounded = true;
  bool transactional = false;
};

StreamGraph count_job(const Shape& shape) {
  std::vector<std::vector<Value>> splits(2);
  for (std::int64_t i = 0; i < kRows; i++)
    splits[static_cast<std::size_t>(i) % 2].push_back(
        Value::row({Value::integer(i % kKeys), Value::integer(i)}));
  JobConfig config;
  config.parallelism = shape.parallelism;
  config.checkpoints.interval = shape.interval;
  config.restart.delay = 5;
  StreamBuilder job(config);
  SourceSpec spec{.make = make_inline_source("numbers", splits), .every = 2};
  spec.event_time = [](const Value& row) { return std::optional(row[1].as_int()); };
  spec.bounded = shape.bounded;
  const Stream counts = job.source("numbers", spec)
                            .parallelism(2)
                            .key_by(KeySelector::field(0, "key"))
                            .process("count", [] { return std::make_unique<CountKeys>(); });
  if (shape.transactional)
    counts.transactional("out");
  else
    counts.print("out");
  return job.build();
}

SimOptions slow_world(std::uint64_t seed) {
  SimOptions options;
  options.seed = seed;
  options.network = {0, 3};
  options.control = {0, 4};
  options.snapshot = {0, 5};
  options.storage = {1, 20};
  return options;
}

struct Run {
  explicit Run(const Shape& shape, SimOptions options = {}, JobOptions job = {})
      : backends(make_hashmap_backend_factory()) {
    auto created =
        Simulator::create(count_job(shape), std::move(options), *backends, std::move(job));
    REQUIRE(created);
    sim = std::move(*created);
  }
  void steps(int n) {
    for (int i = 0; i < n && sim->step(); i++) {
    }
  }
  Job& job() { return sim->job(); }
  void add_rows(std::vector<std::string>& rows) const {
    for (const auto& row : sim->outside().visible()) rows.push_back(row.value.to_string());
  }

  std::unique_ptr<KeyedBackendFactory> backends;
  std::unique_ptr<Simulator> sim;
};

std::string expected_end(std::int64_t key) {
  return Value::row({Value::text("end"), Value::integer(key), Value::integer(kRows / kKeys)})
      .to_string();
}

std::vector<std::string> expected(bool with_end) {
  std::vector<std::string> rows;
  for (std::int64_t k = 0; k < kKeys; k++) {
    for (std::int64_t n = 1; n <= kRows / kKeys; n++)
      rows.push_back(Value::row({Value::integer(k), Value::integer(n)}).to_string());
    if (with_end) rows.push_back(expected_end(k));
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

std::vector<std::string> sorted(std::vector<std::string> rows) {
  std::sort(rows.begin(), rows.end());
  return rows;
}

std::int64_t rows_read(const Job& job) {
  std::int64_t rows = 0;
  for (TaskId t = 0; t < job.plan().tasks.size(); t++)
    if (job.task(t) != nullptr && job.task(t)->source() != nullptr)
      for (const auto& split : job.task(t)->source()->splits()) rows += split.position;
  return rows;
}

JobOptions from(Run& run, CheckpointId savepoint) {
  JobOptions options;
  options.restore = run.job().handles_of(savepoint);
  options.restore_id = savepoint;
  return options;
}

SimOptions with_storage_of(Run& run, SimOptions options) {
  options.stored = run.sim->storage();
  return options;
}

}  // namespace

TEST_CASE("stopped anywhere and restored at another parallelism, a job prints each row once") {
  int stopped = 0;
  for (const Duration interval : {0, 7}) {
    for (int at = 0; at < 240; at += 2) {
      const auto seed = static_cast<std::uint64_t>(at);
      Run first({.interval = interval}, slow_world(seed));
      first.steps(at);
      first.job().trigger_savepoint(true);
      REQUIRE(first.sim->run() == RunEnd::kDone);
      const auto savepoint = first.job().master().stopped_with();
      std::vector<std::string> rows;
      first.add_rows(rows);
      if (!savepoint) {  // asked for too early or too late: the job goes on to its end
        CHECK(first.job().status() == JobStatus::kFinished);
        if (first.job().master().attempt() == 1) CHECK(sorted(rows) == expected(true));
        continue;
      }
      CHECK(first.job().status() == JobStatus::kStopped);
      CHECK(first.job().store().find(*savepoint)->type == CheckpointType::kSavepoint);
      const bool ended = std::count(rows.begin(), rows.end(), expected_end(0)) > 0;
      if (!ended) stopped++;
      Run second({.parallelism = 3, .interval = interval},
                 with_storage_of(first, slow_world(seed + 1000)), from(first, *savepoint));
      REQUIRE(second.sim->run() == RunEnd::kDone);
      CHECK(second.job().status() == JobStatus::kFinished);
      second.add_rows(rows);
      CHECK(sorted(rows) == expected(true));
    }
  }
  CHECK(stopped > 50);
}

TEST_CASE("a stopped source reads nothing after its savepoint") {
  Run run({});
  run.steps(20);
  run.job().trigger_savepoint(true);
  // The message is on its way: sources may read on until it comes, but not one row afterwards.
  while (run.job().store().savepoints().empty()) REQUIRE(run.sim->step());
  const std::int64_t read = rows_read(run.job());
  CHECK(read > 0);
  CHECK(read < kRows);
  CHECK(run.sim->run() == RunEnd::kDone);
  CHECK(run.sim->outside().visible().size() == static_cast<std::size_t>(read));
}

TEST_CASE("what a stopped job had prepared is committed when it stops, however slow the storage") {
  for (std::uint64_t seed = 0; seed < 40; seed++) {
    Run first({.interval = 7, .transactional = true}, slow_world(seed));
    first.steps(static_cast<int>(20 + seed));
    first.job().trigger_savepoint(true);
    REQUIRE(first.sim->run() == RunEnd::kDone);
    REQUIRE(first.job().master().stopped_with());
    CHECK(first.sim->outside().prepared().size() == 0);
    Run second({.interval = 7, .transactional = true},
               with_storage_of(first, slow_world(seed + 99)),
               from(first, *first.job().master().stopped_with()));
    second.sim->outside() = first.sim->outside();
    REQUIRE(second.sim->run() == RunEnd::kDone);
    CHECK(second.job().status() == JobStatus::kFinished);
    CHECK(second.job().master().attempt() == 1);
    std::vector<std::string> rows;
    second.add_rows(rows);
    CHECK(sorted(rows) == expected(true));
    // No transaction has the name of another one, in either job.
    std::vector<std::string> names = second.sim->outside().committed();
    std::sort(names.begin(), names.end());
    CHECK(std::adjacent_find(names.begin(), names.end()) == names.end());
  }
}

TEST_CASE("a job that finishes does so with its last commits carried out") {
  for (std::uint64_t seed = 0; seed < 20; seed++) {
    Run run({.interval = 7, .transactional = true}, slow_world(seed));
    REQUIRE(run.sim->run() == RunEnd::kDone);
    std::vector<std::string> rows;
    run.add_rows(rows);
    CHECK(sorted(rows) == expected(true));
  }
}

TEST_CASE("draining ends the input where it is: MAX goes out, and the job finishes") {
  for (const Duration interval : {0, 7}) {
    for (int at = 25; at < 90; at++) {
      Run run({.interval = interval, .bounded = false}, slow_world(static_cast<std::uint64_t>(at)));
      run.steps(at);
      run.job().drain();
      REQUIRE(run.sim->run() == RunEnd::kDone);
      if (!run.job().master().stopped_with()) continue;  // too early
      CHECK(run.job().status() == JobStatus::kFinished);
      std::vector<std::string> rows;
      run.add_rows(rows);
      // Each key that was seen has its row at the end, with its last count.
      for (std::int64_t k = 0; k < kKeys; k++) {
        const std::string key = std::to_string(k);
        const auto seen = std::count_if(rows.begin(), rows.end(), [&](const std::string& row) {
          return row.starts_with("[" + key + ",");
        });
        const std::string end = "[\"end\", " + key + ", " + std::to_string(seen) + "]";
        CHECK(std::count(rows.begin(), rows.end(), end) == (seen > 0 ? 1 : 0));
      }
    }
  }
}

TEST_CASE("an unbounded job that has read everything waits, and draining it gives the rest") {
  Run run({.bounded = false});
  CHECK(run.sim->run() == RunEnd::kQuiet);
  std::vector<std::string> rows;
  run.add_rows(rows);
  CHECK(sorted(rows) == expected(false));
  run.job().drain();
  CHECK(run.sim->run() == RunEnd::kDone);
  CHECK(run.job().status() == JobStatus::kFinished);
  rows.clear();
  run.add_rows(rows);
  CHECK(sorted(rows) == expected(true));
}

TEST_CASE("a job restored from a drained savepoint goes on with the rows that were not read") {
  for (int at = 25; at < 90; at += 5) {
    Run first({.interval = 7, .bounded = false});
    first.steps(at);
    first.job().drain();
    REQUIRE(first.sim->run() == RunEnd::kDone);
    const auto savepoint = first.job().master().stopped_with();
    REQUIRE(savepoint);
    std::vector<std::string> rows;
    first.add_rows(rows);
    Run second({.interval = 7}, with_storage_of(first, {}), from(first, *savepoint));
    REQUIRE(second.sim->run() == RunEnd::kDone);
    second.add_rows(rows);
    std::erase_if(rows, [](const std::string& row) { return row.starts_with("[\"end\""); });
    CHECK(sorted(rows) == expected(false));
  }
}

TEST_CASE("a stop that fails lets the job go on: every row is committed once, after a restart") {
  int failed_stops = 0;
  for (int at = 10; at < 60; at++) {
    for (int later = 0; later < 12; later += 3) {
      const auto seed = static_cast<std::uint64_t>(at);
      Run run({.interval = 7, .transactional = true}, slow_world(seed));
      run.steps(at);
      run.job().trigger_savepoint(true);
      run.steps(later);
      const bool killed = run.job().fail_task(static_cast<TaskId>(at % 4), "killed");
      REQUIRE(run.sim->run() == RunEnd::kDone);
      if (run.job().status() == JobStatus::kStopped) continue;  // it had been complete
      CHECK(run.job().status() == JobStatus::kFinished);
      if (killed) failed_stops++;
      std::vector<std::string> rows;
      run.add_rows(rows);
      CHECK(sorted(rows) == expected(true));
    }
  }
  CHECK(failed_stops > 20);
}

TEST_CASE("a savepoint for stopping that times out fails the job over, and the sources go on") {
  Run run({.interval = 7, .transactional = true});
  run.steps(40);
  run.job().trigger_savepoint(true);
  bool lost = false;
  // One acknowledgement of the savepoint never arrives.
  while (!lost) {
    for (const Decision& d : run.sim->enumerate()) {
      if (d.work.kind != PendingKind::kControl || ControlLinks::is_to_task(d.work.target)) continue;
      const auto& queue = run.job().links().queue(d.work.target);
      const ControlMessage& message = queue.front().message;
      const auto& pending = run.job().master().coordinator().pending();
      if (message.kind != ControlKind::kAck || !pending.contains(message.barrier.id) ||
          !pending.at(message.barrier.id).is_savepoint())
        continue;
      REQUIRE(run.sim->apply({DecisionKind::kLose, d.work}));
      lost = true;
      break;
    }
    if (!lost) REQUIRE(run.sim->step());
  }
  REQUIRE(run.sim->run() == RunEnd::kDone);
  CHECK(run.job().status() == JobStatus::kFinished);
  CHECK(run.job().master().attempt() == 2);
  std::vector<std::string> rows;
  run.add_rows(rows);
  CHECK(sorted(rows) == expected(true));
}

TEST_CASE("a restored job that fails before its first checkpoint starts from the savepoint again") {
  Run first({.interval = 1000, .transactional = true});
  first.steps(60);
  first.job().trigger_savepoint(true);
  REQUIRE(first.sim->run() == RunEnd::kDone);
  const auto savepoint = first.job().master().stopped_with();
  REQUIRE(savepoint);
  const std::size_t before = first.sim->outside().visible().size();
  REQUIRE(before > 0);
  REQUIRE(before < expected(false).size());

  Run second({.interval = 1000, .transactional = true}, with_storage_of(first, {}),
             from(first, *savepoint));
  second.sim->outside() = first.sim->outside();
  second.steps(30);
  REQUIRE(second.job().fail_task(0, "killed"));
  REQUIRE(second.sim->run() == RunEnd::kDone);
  CHECK(second.job().master().attempt() == 2);
  std::vector<std::string> rows;
  second.add_rows(rows);
  CHECK(sorted(rows) == expected(true));
}

TEST_CASE("a restored job counts its checkpoints on, and leaves the savepoint where it is") {
  Run first({.interval = 7});
  first.steps(60);
  first.job().trigger_savepoint(true);
  REQUIRE(first.sim->run() == RunEnd::kDone);
  const CheckpointId savepoint = *first.job().master().stopped_with();
  const auto handles = first.job().handles_of(savepoint);
  REQUIRE(handles.size() == first.job().plan().tasks.size());

  Run second({.interval = 3}, with_storage_of(first, {}), from(first, savepoint));
  REQUIRE(second.sim->run() == RunEnd::kDone);
  REQUIRE(second.job().store().latest() != nullptr);
  CHECK(second.job().store().latest()->id > savepoint + 1);
  for (const std::string& handle : handles)
    CHECK(second.sim->storage().files().at(handle) == first.sim->storage().files().at(handle));
  CHECK(second.job().handles_of(savepoint).empty());  // it is not the second job's
}

TEST_CASE("a savepoint alone changes nothing: the job goes on and commits nothing with it") {
  Run run({.interval = 0, .transactional = true});
  run.steps(40);
  run.job().trigger_savepoint(false);
  while (run.job().store().savepoints().empty()) REQUIRE(run.sim->step());
  CHECK(run.job().status() == JobStatus::kRunning);
  CHECK_FALSE(run.job().master().stopped_with());
  CHECK(run.sim->outside().visible().empty());
}

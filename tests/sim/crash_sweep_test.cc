#include "sim/crash_sweep.h"

#include <cstdio>

#include "engine/connectors/inline_source.h"
#include "engine/graph/stream_builder.h"
#include "engine/state/hashmap/factory.h"
#include "tests/catch.h"
#include "tests/scenarios.h"
#include "tests/sim/jobs.h"
#include "tests/sim/sweeps.h"

using namespace weir;
using namespace weir::sim;
using weir::testing::Broken;
using weir::testing::everywhere;
using weir::testing::kCaught;
using weir::testing::options_of;
using weir::testing::shape_of;
using weir::testing::share_caught;
using weir::testing::Sums;
using weir::testing::sweep;

TEST_CASE("killed anywhere, every job commits what it commits undisturbed") {
  Sums sums;
  for (std::uint32_t p = 1; p <= 3; p++)
    for (const SweepJob& job : testing::all_jobs(shape_of(p))) {
      const SweepResult r = sweep(job, everywhere(options_of(p, 300)));
      INFO(to_text(r));
      CHECK(r.verdict.kind == VerdictKind::kPass);
      CHECK(r.passed == r.points);
      CHECK(r.own_restarts == 0);
      CHECK(r.checkpoints_completed > 0);
      CHECK(r.records_replayed > 0);
      CHECK(r.restored > 0);
      sums.add(r);
    }
  CHECK(sums.restored * 10 >= sums.points * 3);  // or the sweep would show little
  CHECK(sums.blocked * 20 >= sums.points);
  sums.print("crash sweep");
}

TEST_CASE("killed anywhere, files that are written in pieces hold each row once") {
  for (const bool slow : {false, true}) {
    testing::JobShape shape = shape_of(2);
    shape.chunk_bytes = 20;
    SweepOptions options = options_of(31, 500);
    if (slow) options.sim.storage = {1, 30};
    const SweepResult r = sweep(testing::file_join_job(shape), options);
    INFO(to_text(r));
    CHECK(r.verdict.kind == VerdictKind::kPass);
  }
}

TEST_CASE("killed anywhere and restarted at another parallelism, the output is the same") {
  struct Change {
    std::uint32_t from, to;
  };
  for (const Change change : {Change{2, 3}, Change{3, 1}, Change{1, 2}})
    for (const SweepJob& job : testing::all_jobs(shape_of(change.from))) {
      SweepOptions options = everywhere(options_of(20 + change.from, 150));
      options.faults.control_messages = options.faults.effect_answers = false;
      options.restart_parallelism = change.to;
      const SweepResult r = sweep(job, options);
      INFO(to_text(r));
      CHECK(r.verdict.kind == VerdictKind::kPass);
      CHECK(r.restored > 0);
      CHECK(r.rescaled == r.restored + r.from_nothing);
    }
}

TEST_CASE("killed once more while it restarts, every job commits what it commits undisturbed") {
  for (std::uint32_t p = 1; p <= 3; p++)
    for (const SweepJob& job : testing::all_jobs(shape_of(p))) {
      SweepOptions options = options_of(40 + p, 150);
      options.second_failure_within = 60;
      const SweepResult r = sweep(job, options);
      INFO(to_text(r));
      CHECK(r.verdict.kind == VerdictKind::kPass);
      CHECK(r.restarts > r.points);
    }
}

// A transaction that is still being prepared belongs to later checkpoints, too: none of them is
// complete before it is there.
TEST_CASE("overlapping checkpoints with slow effects commit each row once, killed or not") {
  for (std::uint64_t seed = 1; seed <= 4; seed++)
    for (const SweepJob& job : testing::all_jobs({.parallelism = 2,
                               .checkpoint_interval = 3,
                               .concurrent_checkpoints = 3,
                               .capacity = 4,
                               .task_managers = 2})) {
      SweepOptions options = options_of(seed, 40);
      options.sim.storage = {0, 9};
      const SweepResult r = sweep(job, options);
      INFO(to_text(r));
      CHECK(r.verdict.kind == VerdictKind::kPass);
      CHECK(r.own_restarts == 0);
    }
}

TEST_CASE("kinds of failures can be swept apart") {
  const SweepJob job = testing::keyed_join_job(shape_of(2));
  const auto only = [](SweepFaults faults) {
    SweepOptions options = options_of(3, 120);
    options.faults = faults;
    return options;
  };
  for (const SweepFaults faults : {SweepFaults{true, false, false, false, false},
                                   SweepFaults{false, true, false, false, false},
                                   SweepFaults{false, false, true, false, false},
                                   SweepFaults{false, false, false, true, false},
                                   SweepFaults{false, false, false, false, true}}) {
    const SweepResult r = sweep(job, only(faults));
    INFO(to_text(r));
    CHECK(r.points > 0);
    CHECK(r.verdict.kind == VerdictKind::kPass);
  }
}

TEST_CASE("a sweep is the same every time") {
  const SweepJob job = testing::windows_job(shape_of(2));
  const SweepOptions options = options_of(4, 60);
  CHECK(to_text(sweep(job, options)) == to_text(sweep(job, options)));
}

// ---- what the verdicts are about ---------------------------------------------------------------

TEST_CASE("a job with late records is judged by conservation, and the sweep finds them itself") {
  const SweepResult r = sweep(testing::late_windows_job(shape_of(2)), options_of(6, 100));
  INFO(to_text(r));
  CHECK(r.late * 10 >= 48);  // of 48 records: a tenth
  REQUIRE(r.dependences.size() == 1);
  CHECK(r.verdict.kind == VerdictKind::kPass);
  CHECK(to_text(r).find("exactly one of result, late output, dropped") != std::string::npos);
}

TEST_CASE(
    "a job that depends on order and cannot be checked otherwise is unknown, with the reason") {
  SweepJob job = testing::processing_inactivity_job(shape_of(1));
  job.conservation.clear();
  const SweepResult r = sweep(job, options_of(7, 40));
  CHECK(r.verdict.kind == VerdictKind::kUnknown);
  CHECK(r.unknown == r.points);
  CHECK(r.verdict.because.find("order-dependent because of processing-time timers") !=
        std::string::npos);
  SweepJob declared = testing::union_totals_job(shape_of(1));
  declared.order_dependences = {"a sum of doubles"};
  const SweepResult d = sweep(declared, options_of(7, 40));
  CHECK(d.verdict.because.find("a sum of doubles") != std::string::npos);
}

TEST_CASE("a running output differs row by row, and not when folded by key") {
  SweepJob job = testing::union_totals_job(shape_of(2));
  CHECK(sweep(job, options_of(8, 200)).verdict.kind == VerdictKind::kPass);
  job.outputs = {{"out", Fold::kNone}};
  CHECK(sweep(job, options_of(8, 200)).verdict.kind == VerdictKind::kFail);
}

TEST_CASE("what is printed may be printed again, and the sweep says so") {
  const auto make = [] {
    JobConfig config;
    config.checkpoints.interval = 10;
    config.checkpoints.timeout = 20'000;
    config.restart.delay = 5;
    StreamBuilder job(config);
    std::vector<Value> rows;
    for (std::int64_t i = 0; i < 20; i++) rows.push_back(Value::row({Value::integer(i)}));
    job.source("numbers", {.make = make_inline_source("numbers", {rows}), .every = 2})
        .map("twice", [](const Value& v) { return Value::integer(2 * v[0].as_int()); })
        .print("out");
    return job.build();
  };
  const SweepResult r = sweep({.name = "print", .make = make}, options_of(9, 200));
  INFO(to_text(r));
  CHECK(r.verdict.kind == VerdictKind::kPass);
  CHECK(r.compared == "state is exactly once; what was printed may be printed again");
  SweepJob strict{.name = "print", .make = make, .outputs = {{"out", Fold::kNone}}};
  CHECK(sweep(strict, options_of(9, 200)).verdict.kind == VerdictKind::kFail);
}

TEST_CASE("a run that spends its budget is unknown; a job that gives up is a fail") {
  SweepOptions options = options_of(10, 50);
  options.budget_factor = 0;
  options.budget_extra = 3;
  const SweepResult spent = sweep(testing::word_count_job(shape_of(1)), options);
  CHECK(spent.verdict.kind == VerdictKind::kUnknown);
  CHECK(spent.verdict.because.find("not at its end after") != std::string::npos);

  SweepJob job = testing::word_count_job(shape_of(1));
  job.make = [make = job.make] {
    StreamGraph graph = make();
    graph.config.restart.kind = RestartKind::kNone;
    return graph;
  };
  options = options_of(10, 50);
  options.faults = {true, false, false, false, false};
  const SweepResult failed = sweep(job, options);
  INFO(to_text(failed));
  CHECK(failed.verdict.kind == VerdictKind::kFail);
  CHECK(failed.findings.front().verdict.because.find("the job is FAILED: killed") !=
        std::string::npos);
}

TEST_CASE("a job that cannot run undisturbed is an error, not a verdict") {
  auto backends = make_hashmap_backend_factory();
  SweepJob job = testing::word_count_job(shape_of(1));
  job.make = [] { return StreamGraph(); };
  SweepJob fails = testing::word_count_job(shape_of(1));
  fails.make = [] {
    StreamBuilder builder;
    builder.source("numbers", {.make = make_inline_source("numbers", {{Value::row({Value()})}})})
        .key_by(KeySelector::field(0, "key"))
        .print("out");
    StreamGraph graph = builder.build();
    graph.config.restart.kind = RestartKind::kNone;
    return graph;
  };
  const auto result = crash_sweep(fails, options_of(1, 10), *backends);
  REQUIRE(!result);
  CHECK(result.error().text.find("does not come to its end undisturbed: FAILED") !=
        std::string::npos);
}

// ---- negative controls
// ---------------------------------------------------------------------------

TEST_CASE("negative control: where nothing is broken, nothing is caught") {
  CHECK(share_caught(Broken::kNothing) == 0);
}

TEST_CASE("negative control: barriers that do not block are caught") {
  CHECK(share_caught(Broken::kBarriersDoNotBlock) >= kCaught);
}

TEST_CASE("negative control: a sink that commits before the checkpoint is complete is caught") {
  CHECK(share_caught(Broken::kCommitsTooEarly) >= kCaught);
}

TEST_CASE("negative control: files that appear before the checkpoint is complete are caught") {
  std::size_t failed = 0, points = 0;
  for (std::uint64_t seed = 1; seed <= 5; seed++) {
    const SweepResult r = sweep(testing::file_join_job(shape_of(2, Broken::kPublishesTooEarly)),
                                options_of(seed, 120));
    INFO(to_text(r));
    CHECK(r.own_restarts == 0);
    failed += r.failed;
    points += r.points;
  }
  const double share = static_cast<double>(failed) / static_cast<double>(points);
  std::printf("publishes before completion: caught at %.1f %% of %zu points\n", 100 * share,
              points);
  CHECK(share >= kCaught);
}

TEST_CASE(
    "negative control: a source that keeps its position outside of the checkpoint is caught") {
  CHECK(share_caught(Broken::kPositionsOutside) >= kCaught);
}

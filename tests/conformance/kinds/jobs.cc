// Kind `job` (vectors/FORMAT_runtime.md §11): whole jobs in the simulator.
//   A run is driven by decisions where the recording paused the sources: everything that is pending
//   is carried out but the polls of sources that have read enough. The results are the rows that
//   left through print sinks, those of all attempts.
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "sim/simulator.h"
#include "tests/conformance/backends.h"
#include "tests/conformance/job_graphs.h"
#include "tests/conformance/kinds.h"

namespace weir::conformance {

namespace {

using sim::Decision;
using sim::DecisionKind;
using sim::RunEnd;
using sim::Simulator;

// Longer than any of these jobs runs: the only periodic checkpoint is the one that is asked for.
constexpr Duration kNeverByItself = 1'000'000;

void require(bool holds, const std::string& what, const Simulator& sim) {
  if (holds) return;
  throw std::runtime_error(what + "; the job is " + job_status_name(sim.job().status()) + " " +
                           sim.job().master().failure());
}

// One execution of a job, from its start or from a savepoint.
class Run {
 public:
  Run(const Value& config, JobConfig job, SourceFailure& failure, MemoryCheckpointStorage stored,
      JobOptions options) {
    job.restart.delay = 5;
    sim::SimOptions sim;
    sim.stored = std::move(stored);
    auto created = Simulator::create(build_job(config, std::move(job), failure), std::move(sim),
                                     current_backends(), std::move(options));
    if (!created) throw std::runtime_error(created.error().text);
    sim_ = std::move(*created);
  }

  Simulator& simulator() { return *sim_; }

  void run_to_end() {
    const RunEnd end = sim_->run();
    require(end == RunEnd::kDone && sim_->job().status() == JobStatus::kFinished,
            "the job should have finished", *sim_);
  }

  // Runs what is due first until nothing is left but sources that have read `limit` elements, and
  // timers of checkpoints.
  void run_until_sources_pause(std::int64_t limit) {
    for (;;) {
      std::optional<Decision> first;
      Timestamp first_due = kMaxTimestamp;
      for (const Decision& d : sim_->enumerate()) {
        if (is_checkpoint_timer(d.work) || is_poll_beyond(d.work, limit)) continue;
        const Timestamp due = sim_->job().due(d.work).value_or(kMaxTimestamp);
        if (first && due >= first_due) continue;
        first = d;
        first_due = due;
      }
      if (!first) return;
      sim_->apply(*first);
    }
  }

  void checkpoint_while_paused(std::int64_t limit) {
    for (const Decision& d : sim_->enumerate())
      if (is_timer(d.work, CoordinatorTimer::kPeriodic)) sim_->apply(d);
    run_until_sources_pause(limit);
    require(sim_->job().master().completed_checkpoints() == 1, "one checkpoint", *sim_);
  }

  // The savepoint with which the job has stopped.
  CheckpointId stop_while_paused(std::int64_t limit) {
    sim_->job().trigger_savepoint(true);
    run_until_sources_pause(limit);
    const auto savepoint = sim_->job().master().stopped_with();
    require(sim_->job().status() == JobStatus::kStopped && savepoint.has_value(),
            "the job should have stopped", *sim_);
    return *savepoint;
  }

  void collect(std::vector<Value>& rows) const {
    for (const MemoryOutside::Row& row : sim_->outside().visible())
      rows.push_back(Value::list(row.value.elements()));
  }

 private:
  static bool is_timer(const Pending& work, CoordinatorTimer kind) {
    return work.kind == PendingKind::kCoordinatorTimer &&
           work.target == static_cast<std::uint32_t>(kind);
  }
  static bool is_checkpoint_timer(const Pending& work) {
    return is_timer(work, CoordinatorTimer::kPeriodic) ||
           is_timer(work, CoordinatorTimer::kTimeout);
  }
  bool is_poll_beyond(const Pending& work, std::int64_t limit) const {
    if (work.kind != PendingKind::kPollSource) return false;
    const SourceOperator* source = sim_->job().task(work.target)->source();
    return source->splits().front().position >= limit;
  }

  std::unique_ptr<Simulator> sim_;
};

class JobPlayer final : public Player {
 public:
  explicit JobPlayer(const Value& config) : config_(config) {}

  Value play(const Step& step) override {
    if (step.verb != "run") throw NotCovered{"verb " + std::string(step.verb)};
    const Value& how = step.argument;
    rows_.clear();
    failure_ = {int_member_or(how, "fail_before", -1), false};
    if (has_member(how, "savepoint_after"))
      run_with_savepoint(how);
    else if (has_member(how, "checkpoint_after"))
      run_with_checkpoint(how);
    else if (!bool_member_or(conformance::member(config_, "params"), "bounded", true))
      run_without_end(how);
    else
      run_plainly(how);
    if (failure_.before >= 0 && !failure_.happened)
      throw std::runtime_error("the source did not fail");
    return object({{"out", answer()}});
  }
  std::optional<Value> final_state() override { return std::nullopt; }

 private:
  static JobConfig job_config(const Value& how, std::string_view parallelism = "parallelism") {
    JobConfig job;
    job.parallelism = static_cast<std::uint32_t>(int_member(how, parallelism));
    return job;
  }

  void run_plainly(const Value& how) {
    Run run(config_, job_config(how), failure_, {}, {});
    run.run_to_end();
    run.collect(rows_);
  }

  void run_without_end(const Value& how) {
    Run run(config_, job_config(how), failure_, {}, {});
    require(run.simulator().run() == RunEnd::kQuiet, "the source should not end", run.simulator());
    if (has_member(how, "then")) {
      if (text_member(how, "then") != "stop_and_drain") throw NotCovered{"another end"};
      run.simulator().job().drain();
      run.run_to_end();
    }
    run.collect(rows_);
  }

  void run_with_checkpoint(const Value& how) {
    const std::int64_t after = int_member(how, "checkpoint_after");
    JobConfig job = job_config(how);
    job.checkpoints.interval = kNeverByItself;
    Run run(config_, std::move(job), failure_, {}, {});
    run.run_until_sources_pause(after);
    run.checkpoint_while_paused(after);
    run.run_to_end();
    run.collect(rows_);
  }

  void run_with_savepoint(const Value& how) {
    Run first(config_, job_config(how), failure_, {}, {});
    const std::int64_t after = int_member(how, "savepoint_after");
    first.run_until_sources_pause(after);
    const CheckpointId savepoint = first.stop_while_paused(after);
    first.collect(rows_);

    JobOptions options;
    options.restore = first.simulator().job().handles_of(savepoint);
    options.restore_id = savepoint;
    Run second(config_, job_config(how, "restore_parallelism"), failure_,
               first.simulator().storage(), std::move(options));
    second.run_to_end();
    second.collect(rows_);
  }

  Value answer() const {
    const std::string_view shape = text_member(config_, "rows");
    if (shape == "multiset") return Value::list(rows_);
    if (shape != "per_key_in_order") throw NotCovered{"rows " + std::string(shape)};
    std::map<Value, std::vector<Value>> by_key;
    for (const Value& row : rows_) by_key[row[0]].push_back(row);
    std::vector<Value> entries;
    for (const auto& [key, rows] : by_key) {
      entries.push_back(key);
      entries.push_back(Value::list(rows));
    }
    return Value::map(entries);
  }

  const Value& config_;
  SourceFailure failure_;
  std::vector<Value> rows_;
};

}  // namespace

Outcome run_job(const Case& c) {
  JobPlayer player(c.config());
  return replay(c, player);
}

}  // namespace weir::conformance

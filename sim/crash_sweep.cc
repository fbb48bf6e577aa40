// Tested by tests/sim/crash_sweep_test.cc.
#include "sim/crash_sweep.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "engine/core/hash.h"
#include "sim/crash_points.h"
#include "sim/drop_ledger.h"
#include "sim/fork_pool.h"
#include "sim/reference_run.h"
#include "sim/sweep_run.h"

namespace weir::sim {

namespace {

// Points that a process takes at a time: short runs, so that asking for the next costs little.
constexpr std::size_t kBatch = 16;

class Sweep {
 public:
  Sweep(const SweepJob& job, const SweepOptions& options, KeyedBackendFactory& backends)
      : job_(job), options_(options), backends_(backends) {
    // Each run has a world of its own, and leaves nothing but its verdict.
    options_.sim.trace = nullptr;
    options_.sim.outside = nullptr;
    options_.sim.checkpoints = nullptr;
    options_.sim.files = nullptr;
    options_.sim.record_decisions = false;
  }

  Result<SweepResult> run() {
    auto plan = make_plan();
    if (!plan) return plan.error();
    reference_ = std::move(plan->reference);
    describe();
    judge_.emplace(rules_, reference_.committed);
    out_.possible = plan->points.size();
    points_ = chosen(std::move(plan->points));
    tell(0);
    if (const auto ok = options_.cores <= 1 ? try_all() : try_all_in_processes(); !ok)
      return ok.error();
    conclude();
    return std::move(out_);
  }

 private:
  // On several cores the undisturbed run has a process of its own, so that no backend is opened in
  // this one before it forks.
  Result<SweepPlan> make_plan() {
    if (options_.cores <= 1) return make_plan_here();
    const auto outcomes = run_forked(1, {.processes = 1, .always_fork = true},
                                     [this](std::size_t) { return to_bytes(make_plan_here()); });
    if (!outcomes) return outcomes.error();
    const ItemOutcome& outcome = outcomes->front();
    if (!outcome.died.empty())
      return Error{ErrorKind::kBadArgument,
                   "'" + job_.name + "' dies undisturbed: " + outcome.died};
    return plan_of_bytes(outcome.bytes);
  }

  Result<SweepPlan> make_plan_here() {
    auto reference = run_reference(job_, options_.sim, backends_);
    if (!reference) return reference.error();
    auto points = find_crash_points(job_, options_, reference->decisions, backends_);
    if (!points) return points.error();
    return SweepPlan{std::move(*reference), std::move(*points)};
  }

  Result<void> try_all() {
    for (const CrashPoint& point : points_) {
      const auto run = try_point(point);
      if (!run) return run.error();
      count(point, *run);
      tell(out_.points);
    }
    return {};
  }

  void tell(std::size_t done) const {
    if (options_.progress) options_.progress(done, points_.size());
  }

  Result<void> try_all_in_processes() {
    const ForkOptions fork{.processes = options_.cores,
                           .batch = kBatch,
                           .progress = [this](std::size_t done) { tell(done); }};
    const auto outcomes = run_forked(
        points_.size(), fork, [this](std::size_t i) { return to_bytes(try_point(points_[i])); });
    if (!outcomes) return outcomes.error();
    for (std::size_t i = 0; i < points_.size(); i++) {
      const ItemOutcome& outcome = (*outcomes)[i];
      PointRun died;
      died.verdict = {VerdictKind::kFail, "the process died: " + outcome.died};
      const auto run = outcome.died.empty() ? run_of_bytes(outcome.bytes) : died;
      if (!run) return run.error();
      count(points_[i], *run);
    }
    return {};
  }

  void describe() {
    out_.job = job_.name;
    out_.seed = options_.sim.seed;
    out_.restart_parallelism = options_.restart_parallelism;
    out_.decisions = reference_.decisions;
    out_.rows = reference_.committed.size();
    out_.late = reference_.late;
    out_.own_restarts = reference_.restarts;
    out_.dependences = job_.order_dependences;
    if (reference_.late > 0)
      out_.dependences.push_back(std::to_string(reference_.late) + " late records");
    if (reference_.processing_timers > 0) out_.dependences.push_back("processing-time timers");
    rules_ = job_.outputs;
    bool printed = false;
    for (const std::string& sink : reference_.printing_sinks) {
      printed = true;
      const bool known = std::any_of(rules_.begin(), rules_.end(),
                                     [&](const OutputRule& r) { return r.sink == sink; });
      if (!known) rules_.push_back({sink, Fold::kAtLeastOnce});
    }
    if (!out_.dependences.empty())
      out_.compared = "every source record is in exactly one of result, late output, dropped";
    else if (printed)
      out_.compared = "state is exactly once; what was printed may be printed again";
    else
      out_.compared =
          "exactly once end to end: the committed output is that of the undisturbed run";
  }

  std::vector<CrashPoint> chosen(std::vector<CrashPoint> points) const {
    if (options_.max_points == 0 || points.size() <= options_.max_points) return points;
    std::vector<std::pair<std::uint64_t, std::size_t>> drawn;
    for (std::size_t i = 0; i < points.size(); i++)
      drawn.push_back({stable_hash(options_.sim.seed, 0xc4a5, i), i});
    std::sort(drawn.begin(), drawn.end());
    drawn.resize(options_.max_points);
    std::sort(drawn.begin(), drawn.end(),
              [](const auto& a, const auto& b) { return a.second < b.second; });
    std::vector<CrashPoint> out;
    for (const auto& [hash, i] : drawn) out.push_back(std::move(points[i]));
    return out;
  }

  // A new run, in the memory of the one before.
  Result<void> begin_again() {
    rows_read_ = 0;
    StreamGraph graph = counting_rows(job_.make(), rows_read_);
    if (sim_ != nullptr) return sim_->reset(std::move(graph));
    auto created = Simulator::create(std::move(graph), options_.sim, backends_);
    if (!created) return created.error();
    sim_ = std::move(*created);
    return {};
  }

  Result<PointRun> try_point(const CrashPoint& point) {
    if (const auto ok = begin_again(); !ok) return ok.error();
    Simulator& sim = *sim_;
    std::vector<DropLedger> ledgers;
    if (!out_.dependences.empty())
      for (const ConservationRule& rule : job_.conservation) ledgers.emplace_back(rule.op);
    const auto steps = [&](std::uint64_t n) {
      for (std::uint64_t i = 0; i < n; i++) {
        if (!sim.step()) return sim.job().done() ? RunEnd::kDone : RunEnd::kQuiet;
        for (DropLedger& ledger : ledgers) ledger.observe(sim.job());
      }
      return sim.job().done() ? RunEnd::kDone : RunEnd::kBudget;
    };
    steps(point.at);
    const bool blocked = any_blocked(sim.job());
    if (options_.restart_parallelism && point.fault.kind != DecisionKind::kLose)
      sim.apply(
          {DecisionKind::kRescale, {PendingKind::kPollSource, *options_.restart_parallelism, 0}});
    WEIR_CHECK(sim.apply(point.fault), "the run before a crash point is not the undisturbed run");
    if (options_.second_failure_within > 0) {
      steps(draw(point, 1, options_.second_failure_within + 1));
      const std::vector<CrashPoint> now = crash_points_now(sim, options_.faults);
      if (!now.empty()) sim.apply(now[draw(point, 2, now.size())].fault);
    }
    const RunEnd end = steps(budget());
    PointRun run = look_at(sim, rows_read_);
    run.with_blocked = blocked;
    run.verdict = judge(sim, end, ledgers);
    return run;
  }

  std::uint64_t draw(const CrashPoint& point, std::uint64_t what, std::uint64_t below) const {
    const std::uint64_t id = static_cast<std::uint64_t>(point.fault.kind) << 48 |
                             std::uint64_t{point.fault.work.target} << 24 | point.fault.work.n;
    return stable_hash(options_.sim.seed + what, id, point.at) % below;
  }

  std::uint64_t budget() const {
    return reference_.decisions * options_.budget_factor + options_.budget_extra +
           reference_.clocks_of_a_timeout * options_.budget_factor;
  }

  static bool any_blocked(const Job& job) {
    for (ChannelId c = 0; c < job.network().size(); c++)
      if (job.network().channel(c).blocked()) return true;
    return false;
  }

  PointRun look_at(const Simulator& sim, std::uint64_t rows_read) const {
    const JobMaster& master = sim.job().master();
    PointRun run;
    run.checkpoints_completed = master.completed_checkpoints();
    run.checkpoints_aborted = master.aborted_checkpoints();
    run.restarts = master.restarts();
    run.records_replayed = rows_read - std::min(rows_read, reference_.rows_read);
    run.restored = sim.job().restored_from().has_value();
    run.rescaled = options_.restart_parallelism &&
                   sim.job().graph().stream.config.parallelism == *options_.restart_parallelism;
    return run;
  }

  Verdict judge(const Simulator& sim, RunEnd end, const std::vector<DropLedger>& ledgers) const {
    switch (end) {
      case RunEnd::kDone: break;
      case RunEnd::kQuiet:
        return {VerdictKind::kFail, "the job stands still: nothing is left to happen"};
      case RunEnd::kBudget:
        return {VerdictKind::kUnknown,
                "not at its end after " + std::to_string(sim.decisions()) + " decisions"};
    }
    if (sim.job().status() != JobStatus::kFinished)
      return {VerdictKind::kFail, std::string("the job is ") + job_status_name(sim.job().status()) +
                                      ": " + sim.job().master().failure()};
    const Rows rows = committed_rows(sim);
    if (out_.dependences.empty()) return judge_->same_output(rows);
    if (job_.conservation.empty())
      return {VerdictKind::kUnknown, "order-dependent because of " + out_.dependences.front()};
    for (std::size_t i = 0; i < ledgers.size(); i++) {
      Verdict v = conserved(job_.conservation[i], job_.ids, ledgers[i].dropped(), rows);
      if (v.kind != VerdictKind::kPass) return v;
    }
    return {};
  }

  void count(const CrashPoint& point, const PointRun& run) {
    out_.points++;
    out_.checkpoints_completed += run.checkpoints_completed;
    out_.checkpoints_aborted += run.checkpoints_aborted;
    out_.restarts += run.restarts;
    out_.records_replayed += run.records_replayed;
    const bool restarted = run.restarts > 0;
    (!restarted ? out_.undisturbed : run.restored ? out_.restored : out_.from_nothing)++;
    out_.rescaled += restarted && run.rescaled ? 1 : 0;
    out_.with_aborted += run.checkpoints_aborted > 0 ? 1 : 0;
    out_.with_blocked += run.with_blocked ? 1 : 0;
    count(point, run.verdict);
  }

  void count(const CrashPoint& point, const Verdict& verdict) {
    switch (verdict.kind) {
      case VerdictKind::kPass: out_.passed++; return;
      case VerdictKind::kFail: out_.failed++; break;
      case VerdictKind::kUnknown: out_.unknown++; break;
    }
    // A fail is worth more than an unknown that came first.
    if (out_.findings.size() == options_.shown_failures && verdict.kind == VerdictKind::kFail &&
        out_.findings.back().verdict.kind == VerdictKind::kUnknown)
      out_.findings.pop_back();
    if (out_.findings.size() < options_.shown_failures) out_.findings.push_back({point, verdict});
  }

  void conclude() {
    const std::string of = " of " + std::to_string(out_.points) + " points";
    if (out_.failed > 0)
      out_.verdict = {VerdictKind::kFail, std::to_string(out_.failed) + of};
    else if (out_.unknown > 0)
      out_.verdict = {VerdictKind::kUnknown, std::to_string(out_.unknown) + of + ": " +
                                                 out_.findings.front().verdict.because};
    else if (out_.points == 0)
      out_.verdict = {VerdictKind::kUnknown, "no point was tried"};
  }

  const SweepJob& job_;
  SweepOptions options_;
  KeyedBackendFactory& backends_;
  ReferenceRun reference_;
  std::vector<CrashPoint> points_;
  std::vector<OutputRule> rules_;
  std::optional<OutputJudge> judge_;  // by rules_ and the undisturbed run
  std::uint64_t rows_read_ = 0;
  std::unique_ptr<Simulator> sim_;  // used for one point after the other
  SweepResult out_;
};

}  // namespace

Result<SweepResult> crash_sweep(const SweepJob& job, const SweepOptions& options,
                                KeyedBackendFactory& backends) {
  return Sweep(job, options, backends).run();
}

std::string CrashPoint::to_string() const {
  return victim + " before decision " + std::to_string(at);
}

std::string to_text(const SweepResult& r) {
  const auto n = [](std::uint64_t number) { return std::to_string(number); };
  std::string out = "crash sweep of " + r.job + ", seed " + n(r.seed);
  if (r.restart_parallelism) out += ", restarted at parallelism " + n(*r.restart_parallelism);
  out += "\n  undisturbed run: " + n(r.decisions) + " decisions, " + n(r.rows) +
         " rows committed, " + n(r.late) + " late records";
  if (r.own_restarts > 0) out += ", " + n(r.own_restarts) + " restarts of its own";
  out += '\n';
  out += "  points tried: " + n(r.points) + " of " + n(r.possible) + "\n";
  out += "  checkpoints: " + n(r.checkpoints_completed) + " completed, " +
         n(r.checkpoints_aborted) + " aborted; records replayed: " + n(r.records_replayed) + "\n";
  out += "  runs: " + n(r.restored) + " restarted from a checkpoint, " + n(r.from_nothing) +
         " from nothing, " + n(r.undisturbed) + " without restart\n";
  out += "  of them: " + n(r.with_aborted) + " had a checkpoint aborted, " + n(r.with_blocked) +
         " a channel blocked at the failure\n";
  if (r.restart_parallelism) out += "  rescaled: " + n(r.rescaled) + " runs\n";
  for (const std::string& d : r.dependences) out += "  order matters: " + d + "\n";
  for (const SweepFinding& f : r.findings)
    out += "  " + f.point.to_string() + ": " + verdict_name(f.verdict.kind) + ": " +
           f.verdict.because + "\n";
  out += verdict_name(r.verdict.kind);
  out += ": ";
  out += r.verdict.kind == VerdictKind::kPass ? r.compared : r.verdict.because;
  out += '\n';
  return out;
}

}  // namespace weir::sim

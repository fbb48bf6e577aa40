#include "lessons/cli/one_run.h"

#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "diagrams/view.h"
#include "engine/graph/never_ends.h"
#include "engine/runtime/inline_executor.h"
#include "lessons/cli/read_count.h"
#include "lessons/cli/row_printer.h"
#include "lessons/cli/run_folders.h"
#include "lessons/cli/run_report.h"
#include "lessons/cli/streams.h"
#include "lessons/cli/trace_printer.h"
#include "lessons/cli/view_part.h"
#include "lessons/runs/kill_targets.h"
#include "lessons/runs/run_trace.h"

namespace weir::cli {

namespace {

std::string counted(std::uint64_t times) {
  return times == 1 ? "once" : std::to_string(times) + " times";
}

// One run of one job, by either driver.
class Run {
 public:
  Run(const RunOptions& options, const runs::OpenedJob& job, KeyedBackendFactory& backends)
      : options_(options),
        job_(job),
        backends_(backends),
        rows_(options.json || !options.view.empty() ? nullptr : stdout, printed_sinks(job)) {}

  int simulated();
  int fast();

 private:
  Result<void> plan_faults();
  StreamGraph graph();
  int open(const std::string& name);
  Result<void> show();
  JobOptions job_options() const;
  void add_fault(sim::Simulator& sim, std::size_t i);
  void note_attempt(const Job& job);
  bool has_until() const { return options_.until.step || until_watch_; }
  bool reached_until() const;
  int finish(const Job& job);
  std::string not_started_again() const;
  int failed(const Job& job) const;
  int missed_places() const;
  int missed_faults() const;

  const RunOptions& options_;
  const runs::OpenedJob& job_;
  KeyedBackendFactory& backends_;
  RowPrinter rows_;
  runs::RunTrace trace_;
  RunFolders folders_;
  ReadCount reads_;
  RunReport report_;
  struct Planned {
    runs::PlannedFault fault;
    bool tried = false, happened = false;
    std::size_t restarts = 0;  // when it happened
  };
  std::vector<Planned> faults_;  // those of the job file, then those of the options
  std::optional<std::size_t> from_watch_, until_watch_;
  bool stopped_ = false;  // at --until
};

Result<void> Run::plan_faults() {
  for (const runs::PlannedFault& fault : job_.faults) faults_.push_back({fault});
  for (const Kill& kill : options_.kills) {
    auto fault = runs::planned_kill(job_.graph(), kill.task, kill.decision);
    if (!fault) return fault.error();
    faults_.push_back({std::move(*fault)});
  }
  for (const Planned& planned : faults_)
    if (planned.fault.when) trace_.want();
  return {};
}

StreamGraph Run::graph() {
  StreamGraph graph = job_.graph();
  runs::allow_restarts(graph, faults_.size());
  // Positions in one file mean nothing in another: checkpoints are of this job on these files.
  if (!folders_of(job_, options_).checkpoints.empty())
    for (std::size_t i = 0; i < options_.wishes.inputs.size(); i++) {
      std::error_code ignored;
      graph.config.name +=
          " of " + std::filesystem::weakly_canonical(options_.wishes.inputs[i], ignored).string();
    }
  return counting_reads(std::move(graph), reads_);
}

int Run::open(const std::string& name) {
  auto folders = open_folders(folders_of(job_, options_), job_.graph(), name);
  if (!folders) {
    complain(folders.error().text);
    return folder_error_code(folders.error().kind);
  }
  folders_ = std::move(*folders);
  report_.started_from = folders_.start.from;
  return kExitOk;
}

// Who looks at the trace.
Result<void> Run::show() {
  if (options_.json) trace_.add(std::make_unique<TracePrinter>(stdout));
  if (options_.until.step) trace_.want();
  if (options_.from.query) from_watch_ = trace_.watch(*options_.from.query);
  if (options_.until.query) until_watch_ = trace_.watch(*options_.until.query);
  if (options_.view.empty()) return {};
  auto screen = screen_of(options_.screen, surroundings(stdout));
  if (!screen) return screen.error();
  screen->micro = options_.micro;
  trace_.add(std::make_unique<ViewOfPart>(diagrams::make_view(options_.view, *screen,
                                                              [](std::string_view text) {
                                                                std::fwrite(text.data(), 1,
                                                                            text.size(), stdout);
                                                              }),
                                          options_.from, options_.until));
  return {};
}

JobOptions Run::job_options() const {
  JobOptions out;
  out.header = runs::trace_header(job_);
  if (folders_.checkpoints != nullptr) out.go_on_from(folders_.start);
  return out;
}

void Run::add_fault(sim::Simulator& sim, std::size_t i) {
  const Planned& planned = faults_[i];
  sim::Fault fault = runs::sim_fault(planned.fault, sim, trace_);
  fault.done = [this, i](const Job& job, std::uint64_t decision, bool happened) {
    Planned& done = faults_[i];
    done.tried = true;
    done.happened = happened;
    done.restarts = report_.restarts.size();
    if (!happened) return;
    std::string what = done.fault.what;
    if (done.fault.decision.kind == sim::DecisionKind::kFailTask)
      what = "kill " + job.task_name(done.fault.decision.work.target);
    report_.faults.push_back({std::move(what), decision, job.now()});
  };
  sim.add_fault(std::move(fault));
}

void Run::note_attempt(const Job& job) {
  const std::size_t seen = report_.restarts.size();
  if (job.master().restarts() == seen) return;
  report_.restarts.push_back({job.master().attempt(), job.now(), job.restored_from()});
}

// The run stops behind the step that --until names: when the next one has begun.
bool Run::reached_until() const {
  if (options_.until.step) return trace_.step() > *options_.until.step;
  return until_watch_ && trace_.hit(*until_watch_);
}

int Run::simulated() {
  // Before anything is printed.
  if (const auto ok = plan_faults(); !ok) {
    complain(ok.error().text);
    return kExitUsage;
  }
  if (const auto ok = show(); !ok) {
    complain(ok.error().text);
    return kExitUsage;
  }
  StreamGraph stream = graph();
  if (const int code = open(stream.config.name); code != kExitOk) return code;
  sim::SimOptions sim_options = sim::sim_options(job_.simulation.simulation);
  sim_options.trace = trace_.sink();
  sim_options.header = runs::trace_header(job_);
  sim_options.outside = &rows_;
  sim_options.checkpoints = folders_.checkpoints.get();
  sim_options.files = folders_.output.get();
  auto created =
      sim::Simulator::create(std::move(stream), std::move(sim_options), backends_, job_options());
  if (!created) {
    complain(created.error().text);
    return kExitUsage;
  }
  sim::Simulator& sim = **created;
  for (std::size_t i = 0; i < faults_.size(); i++) add_fault(sim, i);
  while (!stdout_is_broken() && !interrupted() && sim.step()) {
    note_attempt(sim.job());
    if (!has_until()) continue;
    sim.flush_trace();
    stopped_ = reached_until();
    if (stopped_) break;
  }
  note_attempt(sim.job());
  sim.end_trace();
  report_.decisions = sim.decisions();
  report_.seed = job_.seed();
  return finish(sim.job());
}

int Run::fast() {
  if (const auto ok = show(); !ok) {
    complain(ok.error().text);
    return kExitUsage;
  }
  StreamGraph stream = graph();
  if (const int code = open(stream.config.name); code != kExitOk) return code;
  MemoryCheckpointStorage memory;
  InlineOptions inline_options;
  inline_options.storage = &memory;
  if (folders_.checkpoints != nullptr) inline_options.storage = folders_.checkpoints.get();
  inline_options.files = folders_.output.get();
  inline_options.outside = &rows_;
  inline_options.backends = &backends_;
  inline_options.trace = trace_.sink();
  auto created = InlineExecutor::create(std::move(stream), inline_options, job_options());
  if (!created) {
    complain(created.error().text);
    return kExitUsage;
  }
  InlineExecutor& driver = **created;
  const std::size_t turns = has_until() ? 1 : 1'000;
  while (!stdout_is_broken() && !interrupted() && driver.run(turns)) {
    if (!has_until()) continue;
    driver.flush_trace();
    stopped_ = reached_until();
    if (stopped_) break;
  }
  return finish(driver.job());
}

// Why a failure that somebody asked for was the end: what to change is in the job file.
std::string Run::not_started_again() const {
  const RestartConfig& restart = job_.graph().config.restart;
  if (report_.faults.empty()) return {};
  if (restart.kind == RestartKind::kNone)
    return "\nNothing starts it again: restart.strategy is \"none\", which is the default without "
           "checkpoints.";
  const std::uint64_t restarts = report_.restarts.size();
  if (restart.attempts == 0) return "\nNothing starts it again: restart.attempts is 0.";
  if (restart.attempts && restarts >= *restart.attempts)
    return "\nIt was started again " + counted(restarts) + ", and restart.attempts is " +
           std::to_string(*restart.attempts) + '.';
  if (restart.kind == RestartKind::kFailureRate)
    return "\nIt was started again " + counted(restarts) +
           ", and restart.max_failures in one restart.failure_interval is " +
           std::to_string(restart.max_failures_per_interval) + '.';
  return {};
}

int Run::failed(const Job& job) const {
  const std::string& why = job.master().failure();
  if (runs::in_users_file(job_, why)) {
    const char* const right =
        folders_.output == nullptr ? "What was printed before this line" : "What its files hold";
    const char* const from = folders_.checkpoints == nullptr
                                 ? ""
                                 : ", which goes on from the last checkpoint that was complete";
    complain(why + '\n' + right + " is right. Correct the line and run again" + from + '.');
    return mistake_exit_code(job_.files_are_users());
  }
  if (const auto trouble = folders_.trouble()) {
    complain(trouble->text + "\nSo the job has failed: " + why + '.');
    return kExitEnvironment;
  }
  const bool at_output =
      folders_.output != nullptr && why.find(folders_.output->place("")) != std::string::npos;
  if (at_output) {
    const char* const advice = folders_.start.from
                                   ? "\nCheckpoints go with the --output folder of the runs that "
                                     "made them; is this another one?"
                                   : "";
    complain(why + advice);
    return kExitEnvironment;
  }
  complain(in_lines("the job has failed: " + why + not_started_again()));
  // A failure that somebody asked for, and that nothing recovers from, is what they asked for.
  return kExitFail;
}

// What --from and --until name and the run never came to.
int Run::missed_places() const {
  bool good = true;
  const auto say = [&](const char* option, const std::string& why, const char* so) {
    complain(std::string(option) + ": " + why + so);
    good = false;
  };
  const auto never = [](const RunPlace& place) {
    return "the run never came to " + place.query->text();
  };
  if (from_watch_ && !trace_.hit(*from_watch_))
    say("--from", never(options_.from), ", so nothing is shown.");
  else if (options_.from.step && *options_.from.step > trace_.step())
    say("--from", "the run has " + std::to_string(trace_.step()) + " steps", "; nothing is shown.");
  if (until_watch_ && !stopped_) say("--until", never(options_.until), " and went on to its end.");
  return good ? kExitOk : kExitUsage;
}

int Run::missed_faults() const {
  bool good = true;
  for (const Planned& planned : faults_) {
    const bool rescale = planned.fault.decision.kind == sim::DecisionKind::kRescale;
    const bool in_vain = planned.happened && rescale && planned.restarts == report_.restarts.size();
    if (planned.happened && !in_vain) continue;
    good = false;
    const std::string& what = planned.fault.what;
    if (in_vain)
      complain(what +
               " did nothing: a new parallelism is for the next restart, and there was none.\nAdd "
               "a later [[fault]] that kills a task, a task manager or the job master.");
    else if (planned.tried)
      complain(what +
               " did nothing: it did not run then.\nA task runs from its deployment to its "
               "end, and not while the job restarts.");
    else if (planned.fault.at_decision)
      complain(what + " did nothing: the run has " + std::to_string(*report_.decisions) +
               " decisions, the last one is " + std::to_string(*report_.decisions - 1) + ".");
    else if (planned.fault.when)
      complain(what + " did nothing: the run never came to " + planned.fault.when->text() + ".");
    else
      complain(what + " did nothing: the run was over before.");
  }
  return good ? kExitOk : kExitUsage;
}

int Run::finish(const Job& job) {
  if (stdout_is_broken()) return kExitOk;  // finish_stdout() finds out why
  if (interrupted()) {
    complain("interrupted at " + std::to_string(job.now()) + " ms of the run");
    return kExitInterrupted;
  }
  if (const auto ok = trace_.ok(); !ok) {
    complain("internal error: the trace makes no sense: " + ok.error().text);
    return kExitInternal;
  }
  if (trace_.query_error()) complain("the query: " + trace_.query_error()->text);
  report_.records = reads_.rows;
  report_.records_again = reads_.again();
  report_.rows = rows_.rows();
  if (folders_.output != nullptr) report_.files = published_files(job_.graph(), *folders_.output);
  report_.stopped = stopped_;
  if (!options_.json && options_.view.empty()) {
    const std::string text = report_text(options_, job_, report_, job);
    std::fwrite(text.data(), 1, text.size(), stdout);
  }
  const int places = missed_places();
  if (stopped_) return places;
  if (job.status() == JobStatus::kFailed) return failed(job);
  if (job.status() == JobStatus::kFinished || never_ends(job_.graph())) {
    const int faults = missed_faults();
    return places != kExitOk ? places : faults;
  }
  complain("internal error: the job stands still");
  return kExitInternal;
}

}  // namespace

int run_simulated(const RunOptions& options, const runs::OpenedJob& job,
                  KeyedBackendFactory& backends) {
  catch_interrupts();
  return Run(options, job, backends).simulated();
}
int run_fast(const RunOptions& options, const runs::OpenedJob& job, KeyedBackendFactory& backends) {
  catch_interrupts();
  return Run(options, job, backends).fast();
}

int bad_input(const runs::OpenedJob& job, const Error& error) {
  complain(error.text);
  if (!runs::in_users_file(job, error.text)) return kExitInternal;
  return mistake_exit_code(job.files_are_users());
}

}  // namespace weir::cli

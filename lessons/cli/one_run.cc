#include "lessons/cli/one_run.h"

#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "engine/runtime/inline_executor.h"
#include "lessons/cli/kill_targets.h"
#include "lessons/cli/read_count.h"
#include "lessons/cli/row_printer.h"
#include "lessons/cli/run_folders.h"
#include "lessons/cli/run_report.h"
#include "lessons/cli/run_setup.h"
#include "lessons/cli/streams.h"
#include "lessons/cli/trace_printer.h"

namespace weir::cli {

namespace {

// One run of one job, by either driver.
class Run {
 public:
  Run(const RunOptions& options, KeyedBackendFactory& backends)
      : options_(options),
        backends_(backends),
        rows_(options.json ? nullptr : stdout, options.parallelism > 1),
        trace_(stdout) {}

  int simulated();
  int fast();

 private:
  Result<StreamGraph> graph();
  int open(const std::string& job);
  JobOptions job_options() const;
  TraceSink* trace() { return options_.json ? &trace_.sink() : nullptr; }
  void kill_what_is_due(sim::Simulator& sim, const std::vector<TaskId>& tasks);
  void note_attempt(const Job& job);
  int finish(const Job& job);
  int failed(const Job& job) const;
  int missed_kills() const;

  const RunOptions& options_;
  KeyedBackendFactory& backends_;
  RowPrinter rows_;
  TracePrinter trace_;
  RunFolders folders_;
  ReadCount reads_;
  RunReport report_;
  std::size_t next_kill_ = 0;
  std::vector<const Kill*> not_running_;  // kills whose task did not run at that decision
};

Result<StreamGraph> Run::graph() {
  lessons::LessonSettings settings = settings_of(options_);
  settings.config.restart.attempts = options_.kills.size();
  auto graph = options_.lesson->graph(settings);
  if (!graph) return graph;
  // Positions in one file mean nothing in another: checkpoints are of this job on these files.
  if (!options_.checkpoints.empty())
    for (const std::string& input : options_.inputs) {
      std::error_code ignored;
      graph->config.name += " of " + std::filesystem::weakly_canonical(input, ignored).string();
    }
  return counting_reads(std::move(*graph), reads_);
}

int Run::open(const std::string& job) {
  auto folders = open_folders(options_, job);
  if (!folders) {
    complain(folders.error().text);
    return folder_error_code(folders.error().kind);
  }
  folders_ = std::move(*folders);
  report_.started_from = folders_.start.from;
  return kExitOk;
}

JobOptions Run::job_options() const {
  JobOptions out;
  out.header = trace_header(options_);
  if (folders_.checkpoints != nullptr) out.go_on_from(folders_.start);
  return out;
}

void Run::kill_what_is_due(sim::Simulator& sim, const std::vector<TaskId>& tasks) {
  while (next_kill_ < tasks.size() && sim.decisions() >= options_.kills[next_kill_].decision &&
         !sim.job().done()) {
    const Kill& kill = options_.kills[next_kill_];
    const TaskId task = tasks[next_kill_];
    next_kill_++;
    if (sim.apply({sim::DecisionKind::kFailTask, {.target = task}}))
      report_.kills.push_back({&kill, sim.job().task_name(task), sim.job().now()});
    else
      not_running_.push_back(&kill);
  }
}

void Run::note_attempt(const Job& job) {
  const std::size_t seen = report_.restarts.size();
  if (job.master().restarts() == seen) return;
  report_.restarts.push_back({job.master().attempt(), job.now(), job.restored_from()});
}

int Run::simulated() {
  // Before anything is printed.
  auto stream = graph();
  if (!stream) return bad_graph(options_, stream.error());
  const auto tasks = tasks_to_kill(*stream, options_.kills);
  if (!tasks) {
    complain(tasks.error().text);
    return kExitUsage;
  }
  if (const int code = open(stream->config.name); code != kExitOk) return code;
  sim::SimOptions sim_options = cluster(options_);
  sim_options.trace = trace();
  sim_options.header = trace_header(options_);
  sim_options.outside = &rows_;
  sim_options.checkpoints = folders_.checkpoints.get();
  sim_options.files = folders_.output.get();
  auto created =
      sim::Simulator::create(std::move(*stream), std::move(sim_options), backends_, job_options());
  if (!created) {
    complain(created.error().text);
    return kExitUsage;
  }
  sim::Simulator& sim = **created;
  do {
    note_attempt(sim.job());
    kill_what_is_due(sim, *tasks);
  } while (!stdout_is_broken() && sim.step());
  sim.end_trace();
  report_.decisions = sim.decisions();
  return finish(sim.job());
}

int Run::fast() {
  auto stream = graph();
  if (!stream) return bad_graph(options_, stream.error());
  if (const int code = open(stream->config.name); code != kExitOk) return code;
  MemoryCheckpointStorage memory;
  InlineOptions inline_options;
  inline_options.storage = &memory;
  if (folders_.checkpoints != nullptr) inline_options.storage = folders_.checkpoints.get();
  inline_options.files = folders_.output.get();
  inline_options.outside = &rows_;
  inline_options.backends = &backends_;
  inline_options.trace = trace();
  auto created = InlineExecutor::create(std::move(*stream), inline_options, job_options());
  if (!created) {
    complain(created.error().text);
    return kExitUsage;
  }
  while (!stdout_is_broken() && (*created)->step()) {
  }
  return finish((*created)->job());
}

int Run::failed(const Job& job) const {
  const std::string& why = job.master().failure();
  const InputPlace place = place_of(options_, why);
  if (!place.in_input) {
    if (const auto trouble = folders_.trouble()) {
      complain(trouble->text + "\nSo the job has failed: " + why + '.');
      return kExitEnvironment;
    }
    const bool at_output =
        folders_.output != nullptr && why.find(folders_.output->place("")) != std::string::npos;
    const char* const advice = at_output && folders_.start.from
                                   ? "\nCheckpoints go with the --output folder of the runs that "
                                     "made them; is this another one?"
                                   : "";
    complain(why + advice);
    return at_output ? kExitEnvironment : kExitInternal;
  }
  const char* const right = options_.output.empty() ? "What was printed before this line"
                                                    : "What the folder of --output holds";
  const char* const from = options_.checkpoints.empty()
                               ? ""
                               : ", which goes on from the last checkpoint that was complete";
  complain(why + '\n' + right + " is right. Correct the line and run again" + from + '.');
  return place.is_users ? kExitUsage : kExitEnvironment;
}

int Run::missed_kills() const {
  for (const Kill* kill : not_running_)
    complain("--kill " + kill->text +
             " killed nothing: the task did not run at that decision.\n"
             "It runs from its deployment to its end, and not while the job restarts.");
  for (std::size_t i = next_kill_; i < options_.kills.size(); i++)
    complain("--kill " + options_.kills[i].text + " killed nothing: the run has " +
             std::to_string(*report_.decisions) + " decisions, the last one is " +
             std::to_string(*report_.decisions - 1) + ".");
  return not_running_.empty() && next_kill_ == options_.kills.size() ? kExitOk : kExitUsage;
}

int Run::finish(const Job& job) {
  if (stdout_is_broken()) return kExitOk;  // finish_stdout() finds out why
  if (const auto ok = trace_.ok(); !ok) {
    complain("internal error: the trace makes no sense: " + ok.error().text);
    return kExitInternal;
  }
  report_.records = reads_.rows;
  report_.records_again = reads_.again();
  report_.rows = rows_.rows();
  if (folders_.output != nullptr) report_.files = published_files(*folders_.output);
  if (!options_.json) {
    const std::string text = report_text(options_, report_, job);
    std::fwrite(text.data(), 1, text.size(), stdout);
  }
  if (job.status() == JobStatus::kFailed) return failed(job);
  if (job.status() != JobStatus::kFinished) {
    complain("internal error: the job stands still");
    return kExitInternal;
  }
  return missed_kills();
}

}  // namespace

int run_simulated(const RunOptions& options, KeyedBackendFactory& backends) {
  return Run(options, backends).simulated();
}
int run_fast(const RunOptions& options, KeyedBackendFactory& backends) {
  return Run(options, backends).fast();
}

int bad_graph(const RunOptions& options, const Error& error) {
  complain(error.text);
  const InputPlace place = place_of(options, error.text);
  if (!place.in_input) return kExitInternal;
  return place.is_users ? kExitUsage : kExitEnvironment;
}

}  // namespace weir::cli

#include "lessons/cli/run.h"

#include <cstdio>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "engine/connectors/text_file.h"
#include "engine/runtime/inline_executor.h"
#include "engine/state/hashmap/factory.h"
#include "lessons/cli/read_count.h"
#include "lessons/cli/row_printer.h"
#include "lessons/cli/run_options.h"
#include "lessons/cli/run_report.h"
#include "lessons/cli/streams.h"
#include "lessons/cli/suggest.h"
#include "lessons/cli/trace_printer.h"
#include "sim/crash_sweep.h"
#include "sim/simulator.h"

namespace weir::cli {

namespace {

// A cluster whose machines are some milliseconds apart, so that a failure finds things under way.
sim::SimOptions cluster(const RunOptions& options) {
  sim::SimOptions out;
  out.seed = options.seed;
  out.network = {1, 4};
  out.control = {1, 3};
  out.snapshot = {1, 4};
  out.storage = {2, 6};
  return out;
}

// What the trace says of itself; nothing that depends on the machine.
Value trace_header(const RunOptions& options) {
  const std::vector<Value> entries{Value::text("lesson"), Value::text(options.lesson->folder),
                                   Value::text("parallelism"),
                                   Value::integer(std::int64_t{options.parallelism})};
  return Value::map(entries);
}

std::string input_of(const RunOptions& options) {
  if (!options.input.empty()) return options.input;
  return std::string(WEIR_LESSONS_DIR) + '/' + std::string(options.lesson->folder) + '/' +
         std::string(options.lesson->input);
}

lessons::LessonSettings settings_of(const RunOptions& options) {
  return {.input = input_of(options), .parallelism = options.parallelism};
}

int check_input(const RunOptions& options) {
  const auto ok = check_readable(input_of(options));
  if (ok) return kExitOk;
  if (options.input.empty()) {
    complain(ok.error().text +
             "\nThis file belongs to Weir. Build Weir again where its folder is now, or use "
             "--input FILE.");
    return kExitEnvironment;
  }
  complain(ok.error().text + "\n--input wants a text file: one record a line, in UTF-8.");
  return kExitUsage;
}

// The tasks of a job that does not run yet.
struct Layout {
  JobGraph graph;
  ExecutionPlan plan;

  const auto& chain(TaskId t) const { return graph.vertices[plan.tasks[t].vertex].chain; }
  std::string name(TaskId t) const { return plan.task_name(graph, t); }
  std::optional<TaskId> find(const std::string& wanted) const;
  Error no_such_task(const std::string& wanted) const;
};

// By the name of the task, or of one of its operators: "out#0" runs in task "count#0".
std::optional<TaskId> Layout::find(const std::string& wanted) const {
  for (TaskId t = 0; t < plan.tasks.size(); t++) {
    const std::string subtask = '#' + std::to_string(plan.tasks[t].subtask);
    for (const auto& op : chain(t))
      if (graph.node(op).uid + subtask == wanted) return t;
  }
  return std::nullopt;
}

Error Layout::no_such_task(const std::string& wanted) const {
  std::vector<std::string> names;
  std::string list;
  for (TaskId t = 0; t < plan.tasks.size(); t++) {
    names.push_back(name(t));
    list += "\n  " + names.back() + "  (";
    const char* between = "";
    for (const auto& op : chain(t)) {
      list += between + graph.node(op).uid;
      between = ", ";
    }
    list += ')';
  }
  return {ErrorKind::kBadArgument, "There is no task '" + wanted + "'." +
                                       did_you_mean(wanted, names) +
                                       " The tasks of this job are:" + list};
}

Result<std::vector<TaskId>> tasks_to_kill(StreamGraph stream, const std::vector<Kill>& kills) {
  auto graph = JobGraph::compile(std::move(stream));
  if (!graph) return graph.error();
  ExecutionPlan plan = make_plan(*graph);
  const Layout layout{std::move(*graph), std::move(plan)};
  std::vector<TaskId> out;
  for (const Kill& kill : kills) {
    const auto task = layout.find(kill.task);
    if (!task) return layout.no_such_task(kill.task);
    out.push_back(*task);
  }
  return out;
}

// One run of one job, by either driver.
class Run {
 public:
  explicit Run(const RunOptions& options)
      : options_(options),
        rows_(options.json ? nullptr : stdout, options.parallelism > 1),
        trace_(stdout),
        backends_(make_hashmap_backend_factory()) {}

  int simulated();
  int fast();

 private:
  StreamGraph graph();
  TraceSink* trace() { return options_.json ? &trace_.sink() : nullptr; }
  void kill_what_is_due(sim::Simulator& sim, const std::vector<TaskId>& tasks);
  void note_attempt(const Job& job);
  int finish(const Job& job);
  int failed(const Job& job) const;
  int missed_kills() const;

  const RunOptions& options_;
  RowPrinter rows_;
  TracePrinter trace_;
  std::unique_ptr<KeyedBackendFactory> backends_;
  ReadCount reads_;
  RunReport report_;
  std::size_t next_kill_ = 0;
  std::vector<const Kill*> not_running_;  // kills whose task did not run at that decision
};

StreamGraph Run::graph() {
  StreamGraph graph = counting_reads(options_.lesson->graph(settings_of(options_)), reads_);
  graph.config.restart.attempts = options_.kills.size();
  return graph;
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
  const auto tasks = tasks_to_kill(graph(), options_.kills);
  if (!tasks) {
    complain(tasks.error().text);
    return kExitUsage;
  }
  sim::SimOptions sim_options = cluster(options_);
  sim_options.trace = trace();
  sim_options.header = trace_header(options_);
  sim_options.outside = &rows_;
  auto created = sim::Simulator::create(graph(), std::move(sim_options), *backends_);
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
  MemoryCheckpointStorage storage;
  InlineOptions inline_options;
  inline_options.storage = &storage;
  inline_options.outside = &rows_;
  inline_options.backends = backends_.get();
  inline_options.trace = trace();
  JobOptions job_options;
  job_options.header = trace_header(options_);
  auto created = InlineExecutor::create(graph(), inline_options, std::move(job_options));
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
  const bool input = why.starts_with(input_of(options_) + ':');
  complain(why);
  if (!input) return kExitInternal;
  std::fputs("What was printed before this line is right. Correct the line and run again.\n",
             stderr);
  return options_.input.empty() ? kExitEnvironment : kExitUsage;
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

int crash_everywhere(const RunOptions& options) {
  sim::SweepJob job;
  job.name = std::string(options.lesson->title);
  job.make = [&options] {
    StreamGraph graph = options.lesson->graph(settings_of(options));
    graph.config.restart.attempts = 3;
    return graph;
  };
  // A running count is printed again after a failure; what counts is the last one of each key.
  job.outputs = {{std::string(options.lesson->running_sink), sim::Fold::kLargest, {0}, 1}};
  sim::SweepOptions sweep;
  sweep.sim = cluster(options);
  sweep.max_points = 2'000;  // of a large input; lessons have less
  const auto backends = make_hashmap_backend_factory();
  const auto result = sim::crash_sweep(job, sweep, *backends);
  if (!result) {
    // A bad line: its place first, as everywhere.
    const std::string& why = result.error().text;
    const std::size_t place = why.find(input_of(options) + ':');
    complain(place == std::string::npos ? why : why.substr(place));
    return place != std::string::npos && options.input.empty() ? kExitEnvironment : kExitUsage;
  }
  const std::string text = sim::to_text(*result);
  std::fwrite(text.data(), 1, text.size(), stdout);
  if (result->verdict.kind != sim::VerdictKind::kPass || result->points == result->possible)
    return sim::exit_code(result->verdict.kind);
  std::printf("that is the verdict on %zu points; of the other %zu it says nothing\n",
              result->points, result->possible - result->points);
  return sim::exit_code(sim::VerdictKind::kUnknown);
}

}  // namespace

int run_command(std::span<const std::string> arguments) {
  const auto options = parse_run(arguments);
  if (!options) {
    complain(options.error().text);
    return kExitUsage;
  }
  if (options->help) {
    std::fputs(run_help().c_str(), stdout);
    return kExitOk;
  }
  if (const int code = check_input(*options); code != kExitOk) return code;
  if (options->crash_everywhere) return crash_everywhere(*options);
  Run run(*options);
  return options->fast ? run.fast() : run.simulated();
}

}  // namespace weir::cli

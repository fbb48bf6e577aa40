#include "lessons/cli/run_report.h"

#include <fmt/format.h>

namespace weir::cli {

namespace {

std::uint64_t state_entries(const Job& job) {
  std::uint64_t sum = 0;
  for (TaskId t = 0; t < job.plan().tasks.size(); t++) {
    const Task* task = job.task(t);
    if (task == nullptr) continue;
    for (std::size_t op = 0; op < task->chain().size(); op++)
      sum += task->chain().keyed_entries(op);
  }
  return sum;
}

std::string history(const RunOptions& options, const RunReport& report) {
  std::string out;
  if (report.started_from)
    out += fmt::format("started         from checkpoint {} in {}\n", *report.started_from,
                       options.checkpoints);
  for (const KillReport& k : report.kills)
    out += fmt::format("killed          {} before decision {}, at {} ms\n", k.task,
                       k.kill->decision, k.time);
  for (const AttemptReport& a : report.restarts)
    out += fmt::format("attempt {:<7} at {} ms, from {}\n", a.attempt, a.time,
                       a.restored ? fmt::format("checkpoint {}", *a.restored)
                                  : "nothing: no checkpoint was complete");
  return out;
}

// The same run with the last task killed half-way: where the lesson's state is.
std::string next_line(const RunOptions& options, const RunReport& report, const Job& job) {
  const bool again = options.checkpoints.empty() && options.output.empty();
  if (!again || !report.decisions || !options.kills.empty() || !options.inputs.empty()) return {};
  std::string command = "weir run ";
  command += options.folder.empty() ? std::to_string(options.lesson->number) : options.folder;
  if (options.backend != "hashmap") command += " --backend " + options.backend;
  if (options.parallelism != 1) command += fmt::format(" --parallelism {}", options.parallelism);
  if (options.unaligned) command += " --unaligned";
  if (options.commit) command += " --commit";
  if (options.interval) command += fmt::format(" --interval {}", *options.interval);
  if (options.seed != 42) command += fmt::format(" --seed {}", options.seed);
  const std::string task = job.task_name(static_cast<TaskId>(job.plan().tasks.size() - 1));
  return fmt::format("\nnext: {} --kill '{}@{}'\n", command, task, *report.decisions / 2);
}

}  // namespace

std::string report_text(const RunOptions& options, const RunReport& report, const Job& job) {
  const JobMaster& master = job.master();
  std::string out = fmt::format("\nlesson {}, {}: {} at {} ms", options.lesson->number,
                                options.lesson->title, job_status_name(job.status()), job.now());
  if (report.decisions)
    out += fmt::format(", after {} decisions (seed {})", *report.decisions, options.seed);
  out += '\n' + history(options, report);
  out += fmt::format("records read    {}", report.records);
  if (master.restarts() > 0) out += fmt::format(", {} of them again", report.records_again);
  if (report.files)
    out += fmt::format("\nfiles           {} in {}\n", *report.files, options.output);
  else
    out += fmt::format("\nrows printed    {}\n", report.rows);
  if (job.graph().stream.config.checkpoints.interval > 0)
    out += fmt::format("checkpoints     {} completed, {} aborted\n", master.completed_checkpoints(),
                       master.aborted_checkpoints());
  else
    out += "checkpoints     none\n";
  out += fmt::format("restarts        {}\n", master.restarts());
  if (job.status() == JobStatus::kFinished)
    out += fmt::format("state entries   {}\n", state_entries(job));
  return out + next_line(options, report, job);
}

}  // namespace weir::cli

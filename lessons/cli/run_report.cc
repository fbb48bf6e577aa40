#include "lessons/cli/run_report.h"

#include "engine/graph/never_ends.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/core/duration_text.h"

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

std::string history(const RunReport& report, const std::string& checkpoints) {
  std::string out;
  if (report.started_from)
    out += fmt::format("started         from checkpoint {} in {}\n", *report.started_from,
                       checkpoints);
  for (const FaultReport& f : report.faults) {
    const bool kill = f.what.starts_with("kill ");
    out += fmt::format("{:<15} {} before decision {}, at {} ms\n", kill ? "killed" : "fault",
                       kill ? f.what.substr(5) : f.what, f.decision, f.time);
  }
  for (const AttemptReport& a : report.restarts)
    out += fmt::format("attempt {:<7} at {} ms, from {}\n", a.attempt, a.time,
                       a.restored ? fmt::format("checkpoint {}", *a.restored)
                                  : "nothing: no checkpoint was complete");
  return out;
}

// A word of a shell's command line.
std::string shell_word(const std::string& text) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_./=:@,+-#").find(c) != std::string_view::npos;
  };
  if (!text.empty() && std::all_of(text.begin(), text.end(), is_plain)) return text;
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

// How to walk through the same run, if nothing was done to it. Of runs on other files, with kills
// or with checkpoints of earlier runs there is no such walk.
std::string step_line(const RunOptions& options, const runs::OpenedJob& opened,
                      const RunReport& report) {
  if (!options.kills.empty() || !options.wishes.inputs.empty() || !options.checkpoints.empty() ||
      !opened.checkpoints.empty() || options.fast || !report.faults.empty() || report.stopped)
    return {};
  constexpr std::size_t kColumns = 80;
  const std::string head = "step through it:  weir step " + shell_word(options.target.typed);
  std::string line = head, lines = head;
  for (const std::string& set : options.wishes.sets) {
    const std::string word = "--set " + shell_word(set);
    line += ' ' + word;
    lines += " \\\n" + std::string(20, ' ') + word;
  }
  return '\n' + (line.size() <= kColumns ? line : lines) + '\n';
}

std::uint64_t bad_rows(const Job& job) {
  std::uint64_t sum = 0;
  for (TaskId t = 0; t < job.plan().tasks.size(); t++)
    if (const Task* task = job.task(t); task != nullptr && task->source() != nullptr)
      sum += static_cast<std::uint64_t>(task->source()->bad_rows());
  return sum;
}

// Watermarks that go out every so many ms never do where no time passes.
std::string note_of_time(const StreamGraph& graph) {
  for (const StreamNode& n : graph.nodes) {
    if (!n.source || n.source->every > 0 || n.source->at) continue;
    const WatermarkStrategy& w = n.source->watermarks;
    const bool periodic =
        (w.kind == WatermarkKind::kBoundedOutOfOrderness || w.kind == WatermarkKind::kMonotonous) &&
        !w.emit_every_event;
    if (periodic)
      return fmt::format(
          "note            all rows of {} arrive at once, so its watermarks, one "
          "every {},\n                come at the end only: set every = \"1ms\", or "
          "watermarks.emit = \"every_event\"\n",
          n.uid, duration_text(w.interval));
  }
  return {};
}

bool has_windows(const StreamGraph& graph) {
  return std::any_of(graph.nodes.begin(), graph.nodes.end(),
                     [](const StreamNode& n) { return n.window.has_value(); });
}

}  // namespace

std::string report_text(const RunOptions& options, const runs::OpenedJob& opened,
                        const RunReport& report, const Job& job) {
  const JobMaster& master = job.master();
  std::string out =
      fmt::format("\n{}: {} at {} ms", opened.title(), job_status_name(job.status()), job.now());
  if (report.decisions)
    out += fmt::format(", after {} decisions (seed {})", *report.decisions, report.seed);
  out += '\n' +
         history(report, options.checkpoints.empty() ? opened.checkpoints : options.checkpoints);
  out += fmt::format("records read    {}", report.records);
  if (master.restarts() > 0) out += fmt::format(", {} of them again", report.records_again);
  if (const std::uint64_t bad = bad_rows(job); bad > 0)
    out += fmt::format("\nbad rows        {}", bad);
  if (has_windows(job.graph().stream))
    out += fmt::format("\nlate, dropped   {}", job.late_records_dropped());
  if (report.files)
    out += fmt::format("\nfiles           {} in {}\n", *report.files, opened.output);
  else
    out += fmt::format("\nrows printed    {}\n", report.rows);
  if (job.graph().stream.config.checkpoints.interval > 0)
    out += fmt::format("checkpoints     {} completed, {} aborted\n", master.completed_checkpoints(),
                       master.aborted_checkpoints());
  else
    out += "checkpoints     none\n";
  out += fmt::format("restarts        {}\n", master.restarts());
  if (job.status() == JobStatus::kFinished || never_ends(job.graph().stream))
    out += fmt::format("state entries   {}\n", state_entries(job));
  if (has_windows(job.graph().stream)) out += note_of_time(job.graph().stream);
  return out + step_line(options, opened, report);
}

}  // namespace weir::cli

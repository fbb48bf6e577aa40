// step, why, state, html, diff, replay of an exercise: they all look at a trace, so one is written
// down first, with the code that is there now.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "diagrams/ink.h"
#include "diagrams/run_diff.h"
#include "engine/core/text_width.h"
#include "exercises/cli/commands.h"
#include "exercises/cli/desk.h"
#include "exercises/loop/narration.h"
#include "exercises/report/schedule.h"
#include "lessons/cli/exit_code.h"
#include "lessons/cli/replay_command.h"
#include "lessons/cli/run.h"
#include "lessons/cli/screen_options.h"
#include "lessons/cli/step_command.h"
#include "lessons/cli/streams.h"
#include "lessons/runs/whole_file.h"

namespace weir::exercises {

namespace {

namespace fs = std::filesystem;

constexpr const char* kFirstCase = "first";  // in the place of a token

// "e3", "e03".
bool names_exercise(const std::string& argument) {
  return argument.size() >= 2 && argument.size() <= 3 && argument[0] == 'e' &&
         std::all_of(argument.begin() + 1, argument.end(),
                     [](char c) { return c >= '0' && c <= '9'; });
}

Result<CompileResult> program_of(const Desk& desk, const std::string& file) {
  const auto toolchain = recorded_toolchain();
  if (!toolchain) return toolchain.error();
  auto compiled =
      compile(*toolchain, file,
              {.build_folder = desk.build_folder(), .folders = {folder_of(*desk.exercise)}});
  if (!compiled) return compiled.error();
  if (!compiled->ok)
    return Error{ErrorKind::kBadArgument, file + " does not compile; 'weir check " +
                                              std::to_string(desk.exercise->number) +
                                              "' says why."};
  return std::move(*compiled);
}

Result<TracedSchedule> traced(const Desk& desk, const std::string& file, const std::string& token) {
  if (desk.exercise->uid.empty())
    return Error{ErrorKind::kBadArgument,
                 "Exercise " + std::to_string(desk.exercise->number) +
                     " has plain functions and no run to walk through; 'weir check' shows the call "
                     "that is wrong."};
  const auto program = program_of(desk, file);
  if (!program) return program.error();
  return trace_schedule(program->program, program->sanitized, token);
}

std::string token_or_first(const Desk& desk) {
  const auto last = desk.workspace.last(*desk.exercise);
  return last && !last->token.empty() ? last->token : kFirstCase;
}

Result<std::string> written(const Desk& desk, const std::string& name, const std::string& ndjson) {
  std::string path = desk.workspace.state_folder() + "/runs/" + name + ".jsonl";
  std::error_code error;
  fs::create_directories(fs::path(path).parent_path(), error);
  if (const auto ok = runs::write_whole(path, ndjson); !ok) return ok.error();
  // As short as it can be named, because titles show it.
  const fs::path shorter = fs::relative(path, error);
  return error || shorter.empty() ? path : shorter.string();
}

// Solutions by name; the first one is the reference.
Result<std::string> reference_of(const Exercise& exercise) {
  std::vector<std::string> all;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder_of(exercise) + "/solutions", error))
    all.push_back(entry.path().string());
  if (all.empty()) return Error{ErrorKind::kIo, "the solutions of this exercise are not there"};
  return *std::min_element(all.begin(), all.end());
}

// Said in front of the stepper: what to look for.
std::string why_here(const CheckReport& report, std::int64_t wrong) {
  if (report.outcome == Outcome::kOk)
    return "With the code that is there now nothing is wrong in this schedule.\n\n";
  std::string out;
  for (const auto& [label, body] : report.finding.lines)
    if (label != "input") out += fit_to_width(label, 10) + shown(body) + '\n';
  if (!report.finding.schedule.empty()) out += "schedule  " + report.finding.schedule + '\n';
  if (wrong > 1) out += "step " + std::to_string(wrong) + " is the first that is wrong\n";
  return out + '\n';
}

}  // namespace

int with_exercise(Arguments arguments, int (*command)(Arguments)) {
  const auto at = std::find_if(arguments.begin(), arguments.end(), names_exercise);
  if (at == arguments.end()) return command(arguments);
  const auto desk = Desk::open(*at);
  if (!desk) return exit_of(desk.error());
  const auto run = traced(*desk, desk->workspace.file(*desk->exercise), token_or_first(*desk));
  if (!run) return exit_of(run.error());
  const auto path = written(*desk, *at, run->ndjson);
  if (!path) return exit_of(path.error());
  std::vector<std::string> rest(arguments.begin(), arguments.end());
  rest[static_cast<std::size_t>(at - arguments.begin())] = *path;
  return command(rest);
}

int run_command(Arguments arguments) {
  const auto at = std::find_if(arguments.begin(), arguments.end(), names_exercise);
  if (at == arguments.end()) return cli::run_command(arguments);
  const std::string number = at->substr(at->find_first_not_of("e0"));
  return exit_of({ErrorKind::kBadArgument, "An exercise is graded: weir check " + number +
                                               ". Its runs are walked through: " + "weir step e" +
                                               number + "."});
}

int diff_command(Arguments arguments) {
  const auto at = std::find_if(arguments.begin(), arguments.end(), names_exercise);
  if (at == arguments.end() || arguments.size() != 1)
    return exit_of({ErrorKind::kBadArgument, "Of an exercise: weir diff e3, and nothing else."});
  const auto desk = Desk::open(*at);
  if (!desk) return exit_of(desk.error());
  const auto screen = cli::screen_of({}, cli::surroundings(stdout));
  if (!screen) return exit_of(screen.error());
  const auto reference = reference_of(*desk->exercise);
  if (!reference) return exit_of(reference.error());
  const std::string token = token_or_first(*desk);
  std::vector<Timeline> timelines;
  for (const std::string& file : {*reference, desk->workspace.file(*desk->exercise)}) {
    const auto run = traced(*desk, file, token);
    if (!run) return exit_of(run.error());
    auto timeline = timeline_of(run->ndjson);
    if (!timeline) return exit_of(timeline.error());
    timelines.push_back(std::move(*timeline));
  }
  std::string out = "a = the reference\nb = your code, on the same schedule\n\n";
  out += diagrams::diff_text(
      diagrams::diff_runs(timelines[0], timelines[1], diagrams::Ink(*screen).writing()), *screen);
  std::fputs(out.c_str(), stdout);
  return cli::kExitOk;
}

int replay_command(Arguments arguments) {
  const auto at = std::find_if(arguments.begin(), arguments.end(),
                               [](const std::string& a) { return is_token(a); });
  if (at == arguments.end()) return cli::replay_command(arguments);
  const auto schedule = schedule_of(*at);
  if (!schedule) return exit_of(schedule.error());
  const auto desk = Desk::open(std::to_string(schedule->exercise));
  if (!desk) return exit_of(desk.error());
  const auto run = traced(*desk, desk->workspace.file(*desk->exercise), *at);
  if (!run) return exit_of(run.error());
  const auto timeline = timeline_of(run->ndjson);
  if (!timeline) return exit_of(timeline.error());
  const auto path = written(*desk, "e" + std::to_string(schedule->exercise), run->ndjson);
  if (!path) return exit_of(path.error());
  std::vector<std::string> rest(arguments.begin(), arguments.end());
  rest[static_cast<std::size_t>(at - arguments.begin())] = *path;
  const std::int64_t wrong =
      first_wrong_step(*timeline, std::string(desk->exercise->uid), run->report.finding);
  if (wrong > 1 && std::find(rest.begin(), rest.end(), "--at") == rest.end()) {
    rest.push_back("--at");
    rest.push_back(std::to_string(wrong - 1));
  }
  if (std::find(rest.begin(), rest.end(), "--json") == rest.end())
    std::fputs(why_here(run->report, wrong).c_str(), stdout);
  return cli::step_command(rest);
}

}  // namespace weir::exercises

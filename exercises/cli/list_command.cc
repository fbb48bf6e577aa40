#include <cstdio>

#include "exercises/cli/commands.h"
#include "exercises/exercises.h"
#include "exercises/loop/workspace.h"
#include "lessons/book/progress_file.h"
#include "lessons/cli/study_commands.h"

namespace weir::exercises {

namespace {

std::string state_of(const book::Progress& progress, const Exercise& exercise) {
  const auto at = progress.exercises.find(exercise.number);
  if (at == progress.exercises.end() || (at->second.tries == 0 && !at->second.passed)) return "new";
  if (at->second.passed)
    return at->second.revealed ? "passed, after a look at solutions" : "passed";
  return "begun";
}

}  // namespace

int list_command(Arguments arguments) {
  const int code = cli::list_command(arguments);
  // What programs read is about lessons; and --help has said all.
  for (const std::string& argument : arguments)
    if (argument != "--todo") return code;
  const auto file = book::ProgressFile::here();
  if (code != 0 || !file) return code;
  const auto progress = file->read();
  if (!progress) return code;
  std::fputs("\nexercises\n", stdout);
  for (const Exercise& e : kExercises) {
    const std::string state = state_of(*progress, e);
    if (!arguments.empty() && state.starts_with("passed")) continue;
    std::printf("  e%-3d %-34s %s\n", e.number, std::string(e.title).c_str(), state.c_str());
  }
  return code;
}

int status_command() {
  const auto file = book::ProgressFile::here();
  const auto progress = file ? file->read() : Result<book::Progress>(book::Progress{});
  std::size_t passed = 0;
  const Exercise* next = nullptr;
  for (const Exercise& e : kExercises) {
    const bool is = progress && state_of(*progress, e).starts_with("passed");
    passed += is ? 1 : 0;
    if (!is && next == nullptr) next = &e;
  }
  cli::ExerciseStatus status;
  status.done = std::to_string(passed) + " of " + std::to_string(kExercises.size()) + " passed";
  if (!Workspace::here())
    status.also = "weir init      a workspace, for exercises";
  else if (next != nullptr)
    status.also = "weir check " + std::to_string(next->number) + "   the exercise " +
                  std::string(next->title);
  else
    status.also = "weir reveal 1  other solutions";
  return cli::status_command(status);
}

}  // namespace weir::exercises

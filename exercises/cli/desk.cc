#include "exercises/cli/desk.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "exercises/exercises.h"
#include "lessons/cli/exit_code.h"
#include "lessons/cli/streams.h"

namespace weir::exercises {

namespace {

bool passed(const book::Progress& progress, const Exercise& exercise) {
  const auto at = progress.exercises.find(exercise.number);
  return at != progress.exercises.end() && at->second.passed;
}

// The one that was checked last, as long as something fails in it; then the first that did not
// pass.
const Exercise& at_hand(const Workspace& workspace, const book::Progress& progress) {
  if (const Exercise* checked = workspace.last_checked()) {
    const auto last = workspace.last(*checked);
    if (last && !last->failing.empty()) return *checked;
  }
  for (const Exercise& e : kExercises) {
    if (!passed(progress, e)) return e;
  }
  return kExercises.back();
}

const char* kind_of(const Graded& graded) {
  if (!graded.errors.empty()) return "compiles";
  const Finding* finding = graded.finding();
  if (finding == nullptr) return graded.stopped ? "stopped" : "unknown";
  switch (finding->kind) {
    case FindingKind::kTodo: return "todo";
    case FindingKind::kWrong: return "wrong";
    case FindingKind::kThrew: return "threw";
    case FindingKind::kForbidden: return "stopped";
    case FindingKind::kNotDeterministic:
    case FindingKind::kBudget: break;
  }
  return "unknown";
}

}  // namespace

int exit_of(const Error& error) {
  cli::complain(error.text);
  switch (error.kind) {
    case ErrorKind::kIo:
    case ErrorKind::kUnsupported:
    case ErrorKind::kCorrupt: return cli::kExitEnvironment;
    case ErrorKind::kUserFunction: return cli::kExitFail;
    case ErrorKind::kBadArgument:
    case ErrorKind::kBadData:
    case ErrorKind::kNull:
    case ErrorKind::kNoTimestamp:
    case ErrorKind::kRestoreRefused: break;
  }
  return cli::kExitUsage;
}

Result<Desk> Desk::open(const std::string& typed) {
  auto workspace = Workspace::here();
  if (!workspace) return workspace.error();
  Desk out;
  out.workspace = std::move(*workspace);
  out.progress = book::ProgressFile(out.workspace.state_folder());
  const auto exercise = find_exercise(typed);
  if (exercise) {
    out.exercise = *exercise;
  } else if (typed.empty()) {
    const auto progress = out.progress.read();
    if (!progress) return progress.error();
    out.exercise = &at_hand(out.workspace, *progress);
  } else {
    return exercise.error();
  }
  auto hints = read_hints(folder_of(*out.exercise));
  if (!hints) return hints.error();
  out.hints = std::move(*hints);
  std::error_code error;
  if (!std::filesystem::exists(out.workspace.file(*out.exercise), error)) {
    // A workspace from before this exercise was.
    if (const auto ok = out.workspace.put_exercises(); !ok) return ok.error();
  }
  return out;
}

Result<GradedFile> Desk::grade(const Toolchain& toolchain, GradeWishes wishes) const {
  wishes.build_folder = build_folder();
  return grade_file(toolchain, *exercise, workspace.file(*exercise), hints, wishes);
}

Result<void> Desk::note(const Graded& graded) const {
  const Grade grade = graded.grade();
  const auto before = workspace.last(*exercise);
  LastCheck last;
  if (grade != Grade::kPass) {
    last.failing = graded.failing().empty() ? "compiles" : graded.failing();
    last.kind = kind_of(graded);
    last.like = graded.like;
    last.token = graded.token();
    // What the compiler said, and how a program ended, is part of what is the same.
    if (!graded.errors.empty()) last.like = graded.errors.front();
    if (graded.stopped && !graded.stopped->lines.empty())
      last.like = graded.stopped->lines.front().second;
    const bool same = before && before->failing == last.failing && before->like == last.like &&
                      before->kind == last.kind;
    last.same = same ? before->same + 1 : 1;
    last.level = same ? before->level : 0;
  }
  if (const auto ok = workspace.note(*exercise, last); !ok) return ok;
  return progress.change([&](book::Progress& p) {
    book::ExerciseProgress& e = p.exercises[exercise->number];
    if (e.passed || grade == Grade::kNothing) return;
    e.tries++;
    e.passed = grade == Grade::kPass;
  });
}

}  // namespace weir::exercises

// Desk: what every command of an exercise needs at hand: the workspace, the exercise, its words,
// the compiler, the learner's progress. Errors: sentences for the user; exit_of() says with which
// code.
#pragma once
#include <string>

#include "engine/core/result.h"
#include "exercises/loop/grade_file.h"
#include "exercises/loop/hints.h"
#include "exercises/loop/workspace.h"
#include "lessons/book/progress_file.h"

namespace weir::exercises {

struct Desk {
  Workspace workspace{""};
  const Exercise* exercise = nullptr;
  Hints hints;
  book::ProgressFile progress{""};

  // `typed`: the exercise; empty: that of the current folder, else the one that was checked last,
  // if something failed in it, else the first that has not passed.
  static Result<Desk> open(const std::string& typed);

  std::string build_folder() const { return workspace.state_folder() + "/build"; }
  Result<GradedFile> grade(const Toolchain& toolchain, GradeWishes wishes) const;
  // Keeps what came out, for hint, step and next.
  Result<void> note(const Graded& graded) const;
};

int exit_of(const Error& error);  // complains, too

}  // namespace weir::exercises

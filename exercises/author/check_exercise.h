// check_exercise: everything about the material of an exercise that a program can judge:
// `weir author check e3`.
//   The starter fails with its golden report. Every solution passes, with several seeds. Every
//   wrong solution is rejected by the check that wrong.toml names, with its golden report, and is
//   recognised by its behaviour; one at least passes all cases. There are words for every check and
//   wrong solution, and they give nothing away. Of the mutants of the first solution nine of ten
//   are rejected, and each of the others is listed in survivors.toml with a reason. Nothing judged
//   is a finding. With `refresh`, goldens and fingerprints are written anew first, and nothing
//   else.
// Errors: sentences: this machine cannot grade, or a file cannot be read.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "engine/core/result.h"
#include "exercises/exercise_entry.h"
#include "exercises/loop/toolchain.h"

namespace weir::exercises {

struct ExerciseWishes {
  bool refresh = false;
  bool mutants = true;
  std::size_t processes = 2;
  std::string folder = {};   // of the exercise; empty: where Weir's exercises are
  std::string scratch = {};  // a folder for files that nobody needs afterwards
};

struct CheckedExercise {
  std::vector<std::string> findings;  // "wrong/no_clear.cc: …"; none: all is well
  std::size_t solutions = 0, wrong = 0, checks = 0;
  std::size_t mutants = 0, killed = 0, uncompiled = 0;  // mutants that do not compile do not count
  bool refreshed = false;

  // "3 solutions, 13 wrong ones, 10 checks, 18 of 18 mutants rejected; 0 findings"
  std::string summary() const;
};

Result<CheckedExercise> check_exercise(const Toolchain& toolchain, const Exercise& exercise,
                                       const ExerciseWishes& wishes);

}  // namespace weir::exercises

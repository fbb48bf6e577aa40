// Workspace: where a learner's files are: a folder with a .weir in it, made by `weir init`:
//   exercises/03-average-of-three/   README.md, exercise.h, starter.cc: the learner's to change
//   .weir/progress.toml              what was read, answered and passed (book/progress_file.h)
//   .weir/e03.toml                   what the last check of an exercise found, for hint and step
//   compile_commands.json, .vscode/  for editors; AGENTS.md for programs that help
// Nothing that a learner wrote is ever written over: reset() keeps a copy.
// Errors: sentences for the user.
#pragma once
#include <cstdint>
#include <string>

#include "engine/core/result.h"
#include "exercises/exercise_entry.h"

namespace weir::exercises {

// What was typed: 3, e3, 03, average-of-three, or a folder or file of the exercise. Empty: the one
// whose folder this is.
Result<const Exercise*> find_exercise(const std::string& typed);
const Exercise* exercise_number(int number);  // nullptr: there is none

// Where the exercises of Weir are: WEIR_EXERCISES, for those who write one, else where it was
// built.
std::string folder_of(const Exercise& exercise);

struct LastCheck {
  std::string failing;  // id of the check; empty: it passed, or none was made
  std::string like;
  std::string token;
  // "todo", "wrong", "threw", "unknown", "stopped", "compiles"; empty: nothing failed.
  std::string kind;
  std::int64_t same = 0;   // so often in a row
  std::int64_t level = 0;  // of the last hint that was given for it
};

class Workspace {
 public:
  static constexpr const char* kFile = "starter.cc";

  // The one that the current folder is in.
  static Result<Workspace> here();
  explicit Workspace(std::string root) : root_(std::move(root)) {}

  const std::string& root() const { return root_; }
  std::string folder(const Exercise& exercise) const;
  std::string file(const Exercise& exercise) const { return folder(exercise) + '/' + kFile; }
  std::string state_folder() const { return root_ + "/.weir"; }

  // Copies what the exercises give out; files that are there stay as they are.
  Result<void> put_exercises() const;
  // The starter again; the learner's file is kept beside it, under the name that comes back.
  Result<std::string> reset(const Exercise& exercise) const;

  Result<LastCheck> last(const Exercise& exercise) const;
  // The one that was checked last; nullptr: none was yet.
  const Exercise* last_checked() const;
  Result<void> note(const Exercise& exercise, const LastCheck& last) const;

 private:
  std::string root_;
};

}  // namespace weir::exercises

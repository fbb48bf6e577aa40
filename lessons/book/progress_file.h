// ProgressFile: what a learner has read and answered, in a file of the learner's.
//   It is .weir/progress.toml of the workspace: of the nearest folder above that has a .weir. Where
//   there is none: $XDG_DATA_HOME/weir/progress.toml (~/.local/share without the variable). It is
//   sorted, with a line per lesson and per answer, so that it can be committed and merged. Lessons
//   and answers that this Weir does not know stay as they are.
//   Every change is made on what the file then holds, with the folder locked, and written whole:
//   an interrupted Weir leaves the old file or the new one.
// Errors: sentences. A file that cannot be read is refused, with the place, and never written over.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "engine/core/result.h"

namespace weir::book {

struct KeptAnswer {
  std::string said;    // the first answer; of several parts: "13; yes; no"
  bool right = false;  // that one, or a later one to a check
  std::int64_t tries = 1;
};

struct LessonProgress {
  std::int64_t pages = 0;  // so many were seen, from the first on
};

struct ExerciseProgress {
  bool passed = false;
  std::int64_t tries = 0;  // gradings up to the first pass
  std::int64_t hints = 0;  // asked for
  bool revealed = false;   // the solutions were shown
};

struct Progress {
  using Question = std::pair<std::int64_t, std::string>;  // lesson, name of the question
  std::map<std::int64_t, LessonProgress> lessons;
  std::map<Question, KeptAnswer> answers;
  std::map<std::int64_t, ExerciseProgress> exercises;

  const KeptAnswer* answer(std::int64_t lesson, const std::string& question) const;
  std::int64_t pages(std::int64_t lesson) const;
  void forget(std::int64_t lesson);
};

// The nearest folder with a .weir, from `from` upwards; empty: none.
std::string workspace_of(const std::string& from);

class ProgressFile {
 public:
  static constexpr const char* kFolder = ".weir";
  static constexpr const char* kName = "progress.toml";

  // Where it is, for somebody in the current folder.
  static Result<ProgressFile> here();
  explicit ProgressFile(std::string folder) : folder_(std::move(folder)) {}

  std::string path() const { return folder_ + '/' + kName; }
  const std::string& folder() const { return folder_; }
  bool exists() const;
  // Nothing if there is no file yet.
  Result<Progress> read() const;
  Result<void> change(const std::function<void(Progress&)>& with) const;
  // A copy under a name that is free; its path.
  Result<std::string> back_up() const;

 private:
  std::string folder_;
};

std::string progress_text(const Progress& progress);
Result<Progress> read_progress(const std::string& path, std::string text);

}  // namespace weir::book

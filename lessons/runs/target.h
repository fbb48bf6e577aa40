// Target: which job somebody means: a lesson's number, the name of its folder, or a path to a
// folder with a job.toml or to a job file.
//   A path is a name with a slash in it, or one that ends with ".toml", or "." or "..". A copy of a
//   lesson's folder, with other data or another job in it, is as good as the original.
// Errors: kBadArgument, a sentence for the user.
#pragma once
#include <string>

#include "engine/core/result.h"
#include "lessons/lesson.h"

namespace weir::runs {

struct Target {
  const lessons::Lesson* lesson = nullptr;  // nullptr: a job of the user's own
  std::string typed;                        // as on the command line
  std::string file;                         // path of the job file, for messages too
  std::string folder;                       // in which the paths of the file are
  bool users = true;                        // the file is the user's, not Weir's

  std::string title(const std::string& job) const;  // "lesson 1, word count", "job NAME"
};

Result<Target> find_target(const std::string& typed);

// Where the lessons are: WEIR_LESSONS, for those who write one, else where Weir was built.
std::string folder_of(const lessons::Lesson& lesson);
// In which their folders stand.
std::string lessons_folder();

}  // namespace weir::runs

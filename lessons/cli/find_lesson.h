// Which lesson somebody means: its number, the name of its folder, or a path to such a folder.
//   A path is a name with a slash in it, or "." or "..". The data are then read from there: a copy
//   of a lesson's folder, with other data in it, is as good as the original.
// Errors: kBadArgument, a sentence for the user.
#pragma once
#include <string>

#include "engine/core/result.h"
#include "lessons/lesson.h"

namespace weir::cli {

struct FoundLesson {
  const lessons::Lesson* lesson = nullptr;
  std::string folder;  // as typed; empty: the lesson's own
};

Result<FoundLesson> find_lesson(const std::string& name);

}  // namespace weir::cli

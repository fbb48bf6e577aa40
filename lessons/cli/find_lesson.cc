#include "lessons/cli/find_lesson.h"

#include <filesystem>
#include <vector>

#include "engine/core/suggest.h"
#include "lessons/lessons.h"

namespace weir::cli {

namespace {

namespace fs = std::filesystem;

std::string list_of_lessons() {
  std::string known;
  for (const lessons::Lesson& lesson : lessons::kLessons)
    known += "\n  " + std::to_string(lesson.number) + "  " + std::string(lesson.title);
  return known;
}

bool is_path(const std::string& name) {
  return name.find('/') != std::string::npos || name == "." || name == "..";
}

Result<FoundLesson> lesson_at(const std::string& path) {
  std::error_code error;
  const fs::path folder = fs::canonical(path, error);
  if (error) return Error{ErrorKind::kBadArgument, path + ": " + error.message()};
  if (!fs::is_directory(folder, error))
    return Error{ErrorKind::kBadArgument, path + " is no folder of a lesson."};
  for (const lessons::Lesson& lesson : lessons::kLessons)
    if (folder.filename() == lesson.folder) return FoundLesson{&lesson, path};
  std::string names;
  for (const lessons::Lesson& lesson : lessons::kLessons)
    names += "\n  " + std::string(lesson.folder);
  return Error{ErrorKind::kBadArgument,
               path + " is no folder of a lesson. Their names are:" + names};
}

}  // namespace

Result<FoundLesson> find_lesson(const std::string& name) {
  if (name.empty())
    return Error{ErrorKind::kBadArgument, "Which lesson? There are:" + list_of_lessons()};
  if (is_path(name)) return lesson_at(name);
  std::vector<std::string> words;
  for (const lessons::Lesson& lesson : lessons::kLessons) {
    const std::string digits = std::to_string(lesson.number);
    if (name == digits || name == "0" + digits || name == lesson.folder)
      return FoundLesson{&lesson, {}};
    words.push_back(std::string(lesson.folder));
  }
  return Error{ErrorKind::kBadArgument, "There is no lesson '" + name + "'." +
                                            did_you_mean(name, words) +
                                            " There are:" + list_of_lessons()};
}

}  // namespace weir::cli

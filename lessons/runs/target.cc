#include "lessons/runs/target.h"

#include <cstdlib>
#include <filesystem>
#include <vector>

#include "engine/core/suggest.h"
#include "lessons/lessons.h"

namespace weir::runs {

namespace {

namespace fs = std::filesystem;

constexpr const char* kJobFile = "job.toml";

std::string list_of_lessons() {
  std::string known;
  for (const lessons::Lesson& lesson : lessons::kLessons)
    known += "\n  " + std::to_string(lesson.number) + "  " + std::string(lesson.title);
  return known;
}

bool is_path(const std::string& name) {
  return name.find('/') != std::string::npos || name == "." || name == ".." ||
         name.ends_with(".toml");
}

Result<Target> target_at(const std::string& path) {
  std::error_code error;
  const fs::path whole = fs::canonical(path, error);
  if (error) return Error{ErrorKind::kBadArgument, path + ": " + error.message()};
  Target out;
  out.typed = path;
  if (!fs::is_directory(whole, error)) {
    out.file = path;
    out.folder = fs::path(path).parent_path().string();
    return out;
  }
  const std::string slash = path.ends_with('/') ? "" : "/";
  out.file = path + slash + kJobFile;
  out.folder = path;
  if (!fs::exists(out.file, error))
    return Error{ErrorKind::kBadArgument,
                 path + " is a folder without a " + kJobFile + "; name the job file itself."};
  for (const lessons::Lesson& lesson : lessons::kLessons)
    if (whole.filename() == lesson.folder) out.lesson = &lesson;
  return out;
}

Target own(const lessons::Lesson& lesson, const std::string& typed) {
  const std::string folder = folder_of(lesson);
  return {&lesson, typed, folder + '/' + kJobFile, folder, false};
}

}  // namespace

std::string lessons_folder() {
  const char* const other = std::getenv("WEIR_LESSONS");
  return other != nullptr && other[0] != '\0' ? other : WEIR_LESSONS_DIR;
}

std::string folder_of(const lessons::Lesson& lesson) {
  return lessons_folder() + '/' + std::string(lesson.folder);
}

std::string Target::title(const std::string& job) const {
  if (lesson == nullptr) return "job " + job;
  return "lesson " + std::to_string(lesson->number) + ", " + std::string(lesson->title);
}

Result<Target> find_target(const std::string& typed) {
  if (typed.empty())
    return Error{ErrorKind::kBadArgument,
                 "Which one? A job file (job.toml), or a lesson:" + list_of_lessons()};
  if (is_path(typed)) return target_at(typed);
  std::vector<std::string> words;
  for (const lessons::Lesson& lesson : lessons::kLessons) {
    const std::string digits = std::to_string(lesson.number);
    if (typed == digits || typed == "0" + digits || typed == lesson.folder)
      return own(lesson, typed);
    words.push_back(std::string(lesson.folder));
  }
  std::error_code error;
  if (fs::exists(typed, error)) return target_at(typed);
  return Error{ErrorKind::kBadArgument, "There is no lesson and no file '" + typed + "'." +
                                            did_you_mean(typed, words) +
                                            " Lessons are:" + list_of_lessons()};
}

}  // namespace weir::runs

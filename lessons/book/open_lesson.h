// OpenLesson: a lesson's folder, read: its text and its file.
// Errors: sentences: no such lesson, a lesson without a text, mistakes in its files.
#pragma once
#include <string>

#include "lessons/book/lesson_file.h"
#include "lessons/book/lesson_text.h"
#include "lessons/runs/target.h"

namespace weir::book {

struct OpenLesson {
  const lessons::Lesson* lesson = nullptr;
  std::string folder;
  LessonText text;
  LessonFile file;

  std::int64_t number() const { return lesson->number; }
  // As RecordedRun and `weir run` take it.
  std::string target() const { return folder + '/'; }
  // What [question.NAME] says for a block; the file was checked when the lesson was opened.
  const QuestionSection& question(const TextBlock& block) const;
};

bool has_text(const lessons::Lesson& lesson);
Result<OpenLesson> open_lesson(const lessons::Lesson& lesson);
// "11", "late-or-just-out-of-order": one of those that have a text.
Result<OpenLesson> open_lesson(const std::string& typed);

}  // namespace weir::book

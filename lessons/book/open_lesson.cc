#include "lessons/book/open_lesson.h"

#include <filesystem>

#include "engine/core/check.h"
#include "lessons/runs/whole_file.h"

namespace weir::book {

namespace {

Error wrong(std::string text) { return {ErrorKind::kBadArgument, std::move(text)}; }

Result<void> matches(const OpenLesson& lesson) {
  for (const TextBlock* block : lesson.text.questions())
    if (lesson.file.question(block->name) == nullptr)
      return wrong("lesson.md:" + std::to_string(block->line) + ": lesson.toml has no [question." +
                   block->name + "]");
  return {};
}

}  // namespace

const QuestionSection& OpenLesson::question(const TextBlock& block) const {
  const QuestionSection* found = file.question(block.name);
  WEIR_CHECK(found != nullptr, "an open lesson has all its questions");
  return *found;
}

bool has_text(const lessons::Lesson& lesson) {
  std::error_code error;
  return std::filesystem::exists(runs::folder_of(lesson) + "/lesson.md", error);
}

Result<OpenLesson> open_lesson(const lessons::Lesson& lesson) {
  OpenLesson out;
  out.lesson = &lesson;
  out.folder = runs::folder_of(lesson);
  if (!has_text(lesson)) {
    const std::string number = std::to_string(lesson.number);
    return wrong("Lesson " + number + ", " + std::string(lesson.title) +
                 ", has no text yet, only a job: weir run " + number);
  }
  auto text = runs::read_whole(out.folder + "/lesson.md");
  if (!text) return text.error();
  auto file = runs::read_whole(out.folder + "/lesson.toml");
  if (!file) return file.error();
  out.text = read_lesson_text(std::move(*text));
  ReadLessonFile read = read_lesson_file(out.folder + "/lesson.toml", std::move(*file));
  if (!read.mistakes.empty()) return wrong(to_text(std::move(read.mistakes)));
  out.file = std::move(read.file);
  if (const auto ok = matches(out); !ok) return ok.error();
  return out;
}

Result<OpenLesson> open_lesson(const std::string& typed) {
  const auto target = runs::find_target(typed);
  if (!target) return target.error();
  if (target->lesson == nullptr)
    return wrong("'" + typed + "' is no lesson. The lessons: weir list");
  return open_lesson(*target->lesson);
}

}  // namespace weir::book

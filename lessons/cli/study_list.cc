#include "lessons/cli/study_list.h"

#include "lessons/lessons.h"

namespace weir::cli {

std::string StudyLine::title() const {
  return open ? open->file.title->value : std::string(lesson->title);
}

std::string StudyLine::state() const {
  if (!open) return "job";
  if (standing.done) return "done";
  return standing.begun ? "begun" : "new";
}

std::string StudyLine::state_text() const {
  if (!open) return "only a job: weir run " + std::to_string(lesson->number);
  if (standing.done) return "done";
  if (!standing.begun) return "not begun";
  return std::to_string(standing.answered) + " of " + std::to_string(standing.questions) +
         " answered";
}

Result<std::vector<StudyLine>> study_lines(const book::Progress& progress) {
  std::vector<StudyLine> out;
  for (const lessons::Lesson& lesson : lessons::kLessons) {
    StudyLine line;
    line.lesson = &lesson;
    if (book::has_text(lesson)) {
      auto open = book::open_lesson(lesson);
      if (!open) return open.error();
      line.open = std::move(*open);
      line.standing = book::standing_of(*line.open, progress);
    }
    out.push_back(std::move(line));
  }
  return out;
}

const StudyLine* next_of(const std::vector<StudyLine>& lines) {
  const StudyLine* next = nullptr;
  for (const StudyLine& line : lines) {
    if (!line.open || line.standing.done) continue;
    if (next == nullptr || (!next->standing.begun && line.standing.begun)) next = &line;
  }
  return next;
}

Value study_json(const std::vector<StudyLine>& lines) {
  const auto text = [](const std::string& s) { return Value::text(s); };
  const auto count = [](std::size_t n) { return Value::integer(static_cast<std::int64_t>(n)); };
  std::vector<Value> lessons;
  for (const StudyLine& line : lines) {
    std::vector<Value> entries{text("number"), Value::integer(line.lesson->number),
                               text("title"),  text(line.title()),
                               text("state"),  text(line.state())};
    if (line.open) {
      entries.insert(
          entries.end(),
          {text("minutes"), Value::integer(line.open->file.minutes->value), text("questions"),
           count(line.standing.questions), text("answered"), count(line.standing.answered),
           text("pages"), count(line.open->text.pages.size()), text("pages_read"),
           count(line.standing.next_page)});
    }
    lessons.push_back(Value::map(entries));
  }
  return Value::list(lessons);
}

}  // namespace weir::cli

// What a learner has done of every lesson there is, for the commands that tell it.
// Errors: sentences.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "engine/core/value.h"
#include "lessons/book/tour.h"

namespace weir::cli {

struct StudyLine {
  const lessons::Lesson* lesson = nullptr;
  std::optional<book::OpenLesson> open;  // nullopt: it has no text yet
  book::Standing standing;

  std::string title() const;
  std::string state() const;  // "done", "begun", "new", "job": a word, for programs
  std::string state_text() const;
};
Result<std::vector<StudyLine>> study_lines(const book::Progress& progress);
// The lesson to go on with: one that was begun, else the first that was not done.
const StudyLine* next_of(const std::vector<StudyLine>& lines);

Value study_json(const std::vector<StudyLine>& lines);

}  // namespace weir::cli

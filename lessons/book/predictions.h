// Predictions: the questions of a lesson that a walk through a run asks, each one step before the
// event that gives its answer away. What the stepper and the page share.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "lessons/book/lesson_runs.h"
#include "lessons/book/open_lesson.h"

namespace weir::book {

struct DuePrediction {
  std::string id;  // "11.1"
  const TextBlock* block = nullptr;
  const QuestionSection* question = nullptr;
  RunSpec run;
  std::int64_t step = 0;  // of the event that gives it away
};

// In the order of the text. Those whose answer no event gives away are left out.
std::vector<DuePrediction> predictions_of(const OpenLesson& lesson, LessonRuns& runs);

// The question as it is asked where no shell is: without how the shell is told.
std::vector<std::string> asked_lines(const TextBlock& block);

}  // namespace weir::book

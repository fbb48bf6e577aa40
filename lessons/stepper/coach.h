// Coach: the predictions of a lesson, asked while its run is walked: one step before the event that
//   gives the answer away. An answer is kept, in the learner's progress, and judged by the run:
//   when the walk passes the event, the reply is said.
// A prediction is due in the run it is about only: a walk with the same values as that run of the
//   lesson, and without failures of its own. What was answered before, here or by weir predict, is
//   not asked again.
// Errors: sentences; a progress file that cannot be read or written says so once, and nothing is
//   lost that was in it.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lessons/book/answering.h"
#include "lessons/book/lesson_runs.h"
#include "lessons/book/open_lesson.h"
#include "lessons/book/predictions.h"
#include "lessons/book/progress_file.h"
#include "lessons/runs/recorded_run.h"

namespace weir::stepper {

class Coach {
 public:
  Coach(book::OpenLesson lesson, book::ProgressFile progress);
  Coach(const Coach&) = delete;
  Coach& operator=(const Coach&) = delete;

  struct Due {
    std::string id;  // "11.1"
    std::int64_t step = 0;
    std::vector<std::string> text;
  };
  // The first one that a walk from the end of a step to the end of another would give away.
  std::optional<Due> due(const runs::RunWishes& run, std::int64_t from, std::int64_t to);
  // What was asked last is answered: "3", "11.1 3", "skip". The answer of the coach.
  std::string predict(const std::vector<std::string>& words);
  // Replies to what was answered in this walk, about events of steps behind `from` up to `to`.
  std::string replies(const runs::RunWishes& run, std::int64_t from, std::int64_t to);

 private:
  struct Prediction {
    book::DuePrediction due;
    bool skipped = false, replied = false, known = false;
    std::optional<book::GivenAnswer> said;
  };
  void prepare();
  bool is_of(const Prediction& prediction, const runs::RunWishes& run) const;

  book::OpenLesson lesson_;
  book::ProgressFile progress_;
  book::Answering answering_;
  book::LessonRuns runs_;
  std::vector<Prediction> predictions_;
  bool prepared_ = false;
  std::string asked_;
};

}  // namespace weir::stepper

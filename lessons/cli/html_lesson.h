// What a lesson brings for its page: its runs, named steps of them as chapters, and predictions
// with the replies to them, all answered by the engine before the page is made.
#pragma once
#include <string>
#include <vector>

#include "diagrams/page/page.h"
#include "lessons/book/lesson_runs.h"
#include "lessons/book/open_lesson.h"

namespace weir::cli {

// The run of the lesson that has these values; nullptr: none has.
const book::RunSection* run_with(const book::LessonFile& file, const book::RunSpec& spec);

// Adds chapters and questions of that run. Errors: sentences.
Result<void> add_lesson(const book::OpenLesson& lesson, book::LessonRuns& runs,
                        const book::RunSpec& spec, diagrams::PageRun& out);

}  // namespace weir::cli

// grade_file: from a learner's file to all that is known of it: compiled (toolchain.h), graded in a
// process of its own (child.h), and the schedule that failed told from its trace (narration.h).
// Errors: kIo and kUnsupported, sentences: this machine cannot grade. Whatever the learner's code
// does is no Error but stands in Graded.
#pragma once
#include <cstdint>
#include <functional>
#include <string>

#include "engine/core/result.h"
#include "engine/trace/timeline.h"
#include "exercises/loop/graded.h"
#include "exercises/loop/hints.h"
#include "exercises/loop/toolchain.h"

namespace weir::exercises {

struct GradeWishes {
  std::uint64_t seed = 42;
  std::uint64_t budget = 100'000;  // runs
  bool sanitize = false;
  std::string build_folder;
};

struct GradedFile {
  Graded graded;
  CompileResult compiled;
};

Result<GradedFile> grade_file(const Toolchain& toolchain, const Exercise& exercise,
                              const std::string& file, const Hints& hints,
                              const GradeWishes& wishes);

// What a program does in a schedule: its trace, as NDJSON, and what the grader says of that run.
struct TracedSchedule {
  std::string ndjson;
  CheckReport report;
};
Result<TracedSchedule> trace_schedule(const std::string& program, bool sanitized,
                                      const std::string& token);
Result<Timeline> timeline_of(const std::string& ndjson);

}  // namespace weir::exercises

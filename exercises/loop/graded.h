// Graded: all that one `weir check` found out: from the compiler, from the grader, from how the
// program ended, from the trace of the schedule that failed. What the report, hints and the
// author's check are made of.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "exercises/exercise_entry.h"
#include "exercises/loop/output.h"
#include "exercises/loop/stopped.h"
#include "exercises/report/report.h"

namespace weir::exercises {

enum class Grade : std::uint8_t {
  kPass,
  kFail,
  kUnknown,     // not a pass
  kNoCompile,   // the compiler refused it
  kNothing,     // the file is the starter as it was given
  kEnvironment  // there is no compiler, no grader
};
int exit_code(Grade grade);  // 0, 1, 4, 3, 6, 5

struct Graded {
  const Exercise* exercise = nullptr;
  bool starter = false;             // byte for byte
  std::vector<std::string> errors;  // of the compiler, as the report shows them; empty: it compiled
  std::string raw_hint;             // "everything g++ 12 said: 4 lines"
  std::optional<Plan> plan;
  std::vector<CheckReport> checks;
  std::optional<Ending> ending;
  std::optional<Stopped> stopped;
  std::size_t stopped_check = 0;       // in the plan
  std::vector<std::string> narration;  // of the schedule that failed
  std::string like;                    // the wrong solution it behaves like; empty: none
  Output output;                       // of the learner's code

  Grade grade() const;
  // The check that did not pass: its id; empty: there is none.
  std::string failing() const;
  const Finding* finding() const;  // of it; nullptr: none
  std::string token() const;       // that replays it; empty: none
};

}  // namespace weir::exercises

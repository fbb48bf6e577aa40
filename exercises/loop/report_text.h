// The report of `weir check`: what a learner reads. A pure function; words carry the meaning (ok,
// FAIL, ????, skip), and colour only repeats them. At most 100 columns, but for tokens.
#pragma once
#include <cstddef>
#include <string>

#include "exercises/loop/graded.h"
#include "exercises/loop/hints.h"

namespace weir::exercises {

struct ReportLooks {
  bool unicode = false;
  bool colour = false;
  bool full = false;          // all that was kept of what the program printed
  std::size_t columns = 100;  // at most; narration is cut there, all else goes on in the next line
};

// "E03 average-of-three"
std::string exercise_name(const Exercise& exercise);
std::string report_text(const Graded& graded, const Hints& hints, const ReportLooks& looks);

}  // namespace weir::exercises

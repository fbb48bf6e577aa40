// Questions for why about everything that a run has, at places of it, and what the program answers.
//   One JSON object a line: {"n": place, "q": [words], "a": {subject, headline, lines}} or "e".
#pragma once
#include <cstdint>
#include <string>

#include "engine/trace/timeline.h"

namespace weir::testing {

std::string question_lines(const Timeline& timeline, std::uint64_t seed);

}  // namespace weir::testing

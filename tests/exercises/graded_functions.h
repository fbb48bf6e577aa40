// Functions to be graded inside of a test: right ones and wrong ones, of exercise 3's kind.
#pragma once
#include <string>
#include <vector>

#include "exercises/grader/table.h"

namespace weir::testing {

// "right", "member" (counts in a member), "static", "no clear", "zeros" (stores zeros in the place
// of nothing), "live" (changes the stored object), "subtask" (a state of its own per subtask).
exercises::StreamTable averages(const std::string& which);
std::vector<std::string> wrong_averages();

}  // namespace weir::testing

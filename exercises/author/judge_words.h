// judge_words: what can be said of an exercise's words without running anything: that there are all
// of them, that they point to lessons that exist, and that none of them gives the solution away.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "exercises/author/material.h"
#include "exercises/report/report.h"

namespace weir::exercises {

// `plan`: of the exercise's checks. `lessons`: the numbers of those that exist.
std::vector<std::string> judge_words(const Material& material, const Plan& plan,
                                     const std::vector<int>& lessons);

// Lines of code of the solution that stand in `words`: of 12 characters at least, blanks left out,
// and in none of the files that a learner is given.
std::vector<std::string> given_away(std::string_view words, std::string_view solution,
                                    std::string_view given);

}  // namespace weir::exercises

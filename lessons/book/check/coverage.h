// Coverage: the table of what Weir teaches (coverage.tsv beside the lessons), compared with what
//   each lesson says it treats ([covers] in lesson.toml), both ways.
// Errors: io, and a line of the table that cannot be read, as sentences with their place.
#pragma once
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/core/result.h"
#include "lessons/book/check/lesson_check.h"

namespace weir::book {

struct CoverageTable {
  std::map<std::string, std::set<int>> lessons_of;  // by id: the lessons that are to treat it
};

// A folder without a table, such as that of somebody's own lessons, has an empty one.
Result<CoverageTable> read_coverage(const std::string& folder);

// Into the findings of a lesson: ids that are not in the table or stand twice, and rows of the
// table that name the lesson and are not treated. Adds what it treats to `treated`.
void check_coverage(LessonCheck& check, const CoverageTable& table, std::set<std::string>& treated);

}  // namespace weir::book

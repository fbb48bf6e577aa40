// check_lessons: everything about a lesson that a program can judge: `weir author check`.
//   What its commands print, what its runs do, where its links lead, what its replies say, that its
//   numbers are those of the runs. Every finding says the place, what is seen, what is wanted.
//   With `refresh`, transcripts and the numbers of named steps are written anew first; nothing else
//   is: a claim that no longer holds stays a finding.
// Errors: io, as sentences.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "lessons/book/check/lesson_check.h"

namespace weir::book {

struct CheckWishes {
  std::string vectors;  // folder; empty: runs are not compared with what was recorded of Flink
  bool refresh = false;
  RunCommand run;  // none: what commands print is not compared
};

struct CheckedLesson {
  std::vector<Finding> findings;  // by file and line
  bool refreshed = false;         // lesson.md was changed
  std::size_t runs = 0, transcripts = 0, questions = 0;
  std::set<std::string> treated;  // rows of coverage.tsv
  std::size_t ideas = 0;          // that it has
};
Result<CheckedLesson> check_lesson(const lessons::Lesson& lesson, const CheckWishes& wishes);

// What is to be seen only of all of them: what a lesson needs is taught by an earlier one.
struct GlobalFinding {
  int lesson = 0;
  Finding finding;
};
Result<std::vector<GlobalFinding>> check_order_of(const std::vector<const lessons::Lesson*>& all);

}  // namespace weir::book

// What became of the cases: one verdict each, counted by group.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "tests/conformance/runner.h"

namespace weir::conformance {

enum class Verdict { kPassed, kFailed, kDiffers, kNotCovered };

struct Report {
  std::string group;
  Value test_case;
  Verdict verdict = Verdict::kPassed;
  Outcome outcome;  // what to tell about it
};

struct Counts {
  int passed = 0, failed = 0, differs = 0, not_covered = 0;
  void add(Verdict verdict);
};
std::string to_string(const Counts& counts);  // "passed failed differs not-covered"

std::map<std::string, Counts> counts_by_group(const std::vector<Report>& reports);

}  // namespace weir::conformance

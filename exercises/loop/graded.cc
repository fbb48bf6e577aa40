#include "exercises/loop/graded.h"

namespace weir::exercises {

int exit_code(Grade grade) {
  switch (grade) {
    case Grade::kPass: return 0;
    case Grade::kFail: return 1;
    case Grade::kUnknown: return 4;
    case Grade::kNoCompile: return 3;
    case Grade::kNothing: return 6;
    case Grade::kEnvironment: return 5;
  }
  return 70;
}

Grade Graded::grade() const {
  if (!errors.empty()) return Grade::kNoCompile;
  for (const CheckReport& check : checks) {
    if (check.outcome == Outcome::kFail) return starter ? Grade::kNothing : Grade::kFail;
    if (check.outcome == Outcome::kUnknown) return Grade::kUnknown;
  }
  if (stopped) {
    switch (stopped->verdict) {
      case Stopped::Verdict::kFail: return Grade::kFail;
      case Stopped::Verdict::kUnknown: return Grade::kUnknown;
      case Stopped::Verdict::kEnvironment: return Grade::kEnvironment;
    }
  }
  // A pass is all of the plan, and the word that it was all.
  const bool whole =
      plan && ending && !plan->checks.empty() && checks.size() == plan->checks.size();
  return whole ? Grade::kPass : Grade::kUnknown;
}

const Finding* Graded::finding() const {
  return !checks.empty() && checks.back().outcome != Outcome::kOk ? &checks.back().finding
                                                                  : nullptr;
}

std::string Graded::failing() const {
  if (finding() != nullptr) return checks.back().id;
  if (stopped && plan && stopped_check < plan->checks.size()) return plan->checks[stopped_check].id;
  return "";
}

std::string Graded::token() const { return finding() == nullptr ? "" : finding()->token; }

}  // namespace weir::exercises

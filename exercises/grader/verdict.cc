#include "exercises/grader/verdict.h"

#include <utility>

#include "exercises/grader/guard.h"
#include "exercises/report/report_codec.h"

namespace weir::exercises {

bool Verdict::run(int exercise, std::size_t cases, const std::vector<Check>& checks) {
  Plan plan{.exercise = exercise,
            .seed = grading_.seed(),
            .cases = cases,
            .properties = checks.size() - cases,
            .checks = {}};
  for (const Check& check : checks) plan.checks.push_back(check.name);
  grading_.channel().send(to_value(plan));
  for (std::size_t i = 0; i < checks.size(); i++) {
    watch_.begin_check(i);
    // Properties open databases, which have threads of their own.
    Answer answer = checked(checks[i], i < cases);
    const bool ok = answer.outcome == Outcome::kOk;
    grading_.channel().send(
        to_value(CheckReport{checks[i].name.id, answer.outcome, std::move(answer.finding)}));
    if (!ok) return false;
  }
  return true;
}

Verdict::Answer Verdict::checked(const Check& check, bool no_database) {
  const std::size_t threads = other_threads();
  Answer answer = check.run();
  const bool forked = grading_.channel().page().forks > 0 || has_children();
  const bool started = grading_.channel().page().threads > 0;
  const bool threaded = started || (no_database && other_threads() > threads);
  if (!forked && !threaded) return answer;
  answer.outcome = Outcome::kFail;
  answer.finding = {.kind = FindingKind::kForbidden,
                    .lines = {{"seen", forked ? "your code started another process"
                                              : "your code started a thread"}},
                    .schedule = "",
                    .token = "",
                    .wrong_row = {}};
  return answer;
}

void Verdict::end(const Ending& ending) { grading_.channel().send(to_value(ending)); }

}  // namespace weir::exercises

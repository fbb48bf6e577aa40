// Verdict: the checks of one grading, one after the other: says what there is (Plan), runs them,
// sends what each found, and ends at the first that did not pass (report/report.h).
//   Around every check it looks for what no function may do, whatever the check says: threads and
//   other processes.
#pragma once
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "exercises/grader/order.h"
#include "exercises/grader/watch.h"
#include "exercises/report/report.h"

namespace weir::exercises {

class Verdict {
 public:
  struct Answer {
    Outcome outcome = Outcome::kOk;
    Finding finding = {};
  };
  struct Check {
    CheckName name;
    std::function<Answer()> run;
  };

  Verdict(Grading& grading, PageWatch& watch) : grading_(grading), watch_(watch) {}

  // Whether all passed.
  bool run(int exercise, std::size_t cases, const std::vector<Check>& checks);
  void end(const Ending& ending);

 private:
  Answer checked(const Check& check, bool no_database);

  Grading& grading_;
  PageWatch& watch_;
};

}  // namespace weir::exercises

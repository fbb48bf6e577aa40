// Grading: one order to the grader, and where its findings go. WEIR_EXERCISE and check.cc hand it
// through; only the grader looks inside.
#pragma once

namespace weir {
class Grading;
}

namespace weir::exercises {

struct StreamTable;
struct CallsTable;

void grade(const StreamTable& table, Grading& grading);
void grade(const CallsTable& table, Grading& grading);

}  // namespace weir::exercises

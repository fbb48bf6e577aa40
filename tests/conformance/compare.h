// Comparison of a recorded step with what Weir answered, by the marks of
// vectors/FORMAT_state_time_windows.md §2 and vectors/FORMAT_runtime.md §1.
//   Everything exactly, doubles by bits, except where a mark leaves an order open: unordered (on a
//   step, or on a case), unordered_within_ts, values_unordered, returns_unordered (on a record of
//   `out`); and there is no order between subtasks. Error messages are Java's and ignored.
#pragma once
#include <string>

#include "engine/core/value.h"

namespace weir::conformance {

// What is done to a whole tree before anybody sees it: "MIN" and "MAX" become the numbers, an error
// (a Java class, or an object with one) the name of its ErrorKind. Codes like "unsupported" stay.
Value normalised(const Value& value);

struct CaseMarks {
  bool unordered = false;    // `out` of every step is a multiset
  bool informative = false;  // sizes of tables (keyed_state_entries, stored) are not compared
  bool merging = false;      // `ts` of a `fire` is a multiset: merged sessions, as values_unordered
};

struct Difference {
  bool differs = false;
  std::string expected, got;  // the fields that differ, as JSON
};

Difference compare_step(const Value& recorded, const Value& answers, CaseMarks marks);

}  // namespace weir::conformance

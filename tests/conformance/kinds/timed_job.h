// The cases of kind `timed_windows` (vectors/FORMAT_runtime.md §11) as a whole job, out of a job
// file, in the simulator; what is recorded of each step is read off the trace of the run.
//   Two things differ from the recording, which was made with a test clock. A processing-time timer
//   of a job goes off one millisecond later than its time (ProcessingTimeServiceUtil), and the next
//   one is counted from there: a tick comes as many milliseconds later as there were ticks. And a
//   trace keeps quiet about a generator that says what it said before, or something after MAX:
//   such entries are taken out of the recorded steps. Nothing else is.
#pragma once
#include "tests/conformance/runner.h"

namespace weir::conformance {

// False: a tick and an event at one time, whose order that millisecond decides.
bool is_timed_job(const Value& json);
Outcome run_timed_job(const Case& c);

}  // namespace weir::conformance

// What the clock shows when a job starts: what the job says (JobConfig::clock_start), or the
// earliest time at which a row of a source with SourceSpec::at arrives, or 0.
//   So rows that arrive at dates are not preceded by decades in which only periodic things happen.
//   Of each split the first time counts that is found in its first thousand rows; times before 1970
//   count as 0. Reads, and has no effect; what cannot be read is the task's to say, and counts not.
// Units: milliseconds.
#pragma once
#include "engine/core/time.h"
#include "engine/graph/stream_graph.h"

namespace weir {

Timestamp clock_start(const StreamGraph& graph);

}  // namespace weir
// Tested by tests/sim/clock_start_test.cc.

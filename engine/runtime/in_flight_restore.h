// InFlightRestore: what was in flight on the edges into one vertex, back in the channels of a plan.
//   Part of restore_plan. Old channels are named as in the trace, by the names of the vertices.
// Errors: kRestoreRefused.
#pragma once
#include <vector>

#include "engine/runtime/restore_plan.h"

namespace weir {

// `stored`: per old subtask of the vertex, what it had stored.
Result<void> restore_in_flight(const JobGraph& graph, const ExecutionPlan& plan, VertexId vertex,
                               const std::vector<std::vector<InFlightChannel>>& stored,
                               std::vector<RestoredTask>& out);

}  // namespace weir

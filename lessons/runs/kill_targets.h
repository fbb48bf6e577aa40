// The task that a kill names, before a job runs.
//   A task goes by its own name or by that of one of its operators: "out#0" runs in task "count#0".
// Errors: what is wrong with the graph; kBadArgument with the list of tasks if there is no such
// one.
#pragma once
#include <string>

#include "engine/core/ids.h"
#include "engine/graph/stream_graph.h"

namespace weir::runs {

// `wanted` is "count#0".
Result<TaskId> task_to_kill(const StreamGraph& stream, const std::string& wanted);

}  // namespace weir::runs

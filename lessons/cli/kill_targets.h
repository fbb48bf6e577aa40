// The tasks that kills name, before a job runs.
//   A task goes by its own name or by that of one of its operators: "out#0" runs in task "count#0".
// Errors: what is wrong with the graph; kBadArgument with the list of tasks if there is no such
// one.
#pragma once
#include <vector>

#include "engine/core/ids.h"
#include "engine/graph/stream_graph.h"
#include "lessons/cli/run_options.h"

namespace weir::cli {

// In the order of `kills`.
Result<std::vector<TaskId>> tasks_to_kill(StreamGraph stream, const std::vector<Kill>& kills);

}  // namespace weir::cli

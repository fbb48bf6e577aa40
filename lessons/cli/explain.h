// explain: what was understood of a job, for weir run --explain: each operator with its rows, where
// they come from and how, the tasks with their key groups, and what was not said and therefore
// holds. The same bytes for the same job everywhere.
#pragma once
#include <string>

#include "lessons/runs/open_job.h"

namespace weir::cli {

std::string explain(const runs::OpenedJob& job);

}  // namespace weir::cli

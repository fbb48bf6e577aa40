// weir run --crash-everywhere: the crash sweep of a job, and its text.
//   On a terminal one line of stderr says how far it is; it is gone when the sweep ends.
// Returns an ExitCode: 4 also where the verdict is about some of the points only.
#pragma once
#include "engine/state/keyed_backend.h"
#include "lessons/cli/run_options.h"
#include "lessons/runs/open_job.h"

namespace weir::cli {

int crash_everywhere(const RunOptions& options, const runs::OpenedJob& job,
                     KeyedBackendFactory& backends);

}  // namespace weir::cli

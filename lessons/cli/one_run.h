// One run of a job, by either driver: prints what its sinks print, then the summary; or a view of
// the run, or the trace.
// Return an ExitCode, and complain where it is not 0.
#pragma once
#include "engine/state/keyed_backend.h"
#include "lessons/cli/run_options.h"
#include "lessons/runs/open_job.h"

namespace weir::cli {

// The options say how it runs; what they say about the job is in the job already.
int run_simulated(const RunOptions& options, const runs::OpenedJob& job,
                  KeyedBackendFactory& backends);
int run_fast(const RunOptions& options, const runs::OpenedJob& job, KeyedBackendFactory& backends);

// What is wrong with the job's files, found only while it runs: an ExitCode.
int bad_input(const runs::OpenedJob& job, const Error& error);

}  // namespace weir::cli

// One run of a lesson's job, by either driver: prints what its sinks print, then the summary, or
// the trace.
// Return an ExitCode, and complain where it is not 0.
#pragma once
#include "engine/state/keyed_backend.h"
#include "lessons/cli/run_options.h"

namespace weir::cli {

int run_simulated(const RunOptions& options, KeyedBackendFactory& backends);
int run_fast(const RunOptions& options, KeyedBackendFactory& backends);

// What is wrong with the graph of a lesson: its inputs.
int bad_graph(const RunOptions& options, const Error& error);

}  // namespace weir::cli

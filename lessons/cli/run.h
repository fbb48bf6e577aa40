// weir run: runs a lesson's job to its end, prints what its sinks print, then a summary.
//   Results and the summary go to stdout, everything else to stderr. With --json stdout has the
//   trace as NDJSON and nothing else.
//   A failure that nobody asked for (bad data) ends the job at once: it would only come again. So a
//   job may restart as often as there are kills.
// Returns an ExitCode: 2 also if a kill named a decision that the run does not have.
#pragma once
#include <span>
#include <string>

namespace weir::cli {

int run_command(std::span<const std::string> arguments);

}  // namespace weir::cli

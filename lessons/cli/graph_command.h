// weir graph: the graph of a job as text, as DOT for Graphviz, or as a picture (SVG).
//   Three kinds: logical (operators), exec (tasks and channels), step (what is the case in them at
//   a step of a simulated run). The picture goes to stdout, or into --output.
// Returns an ExitCode: 2 for a step that the run does not have, 5 if Graphviz is missing or fails.
#pragma once
#include <span>
#include <string>

namespace weir::cli {

int graph_command(std::span<const std::string> arguments);

}  // namespace weir::cli

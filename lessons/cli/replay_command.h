// weir replay: a run that was written down (a trace that `weir run --json` prints), shown as if it
// ran now.
#pragma once
#include <span>
#include <string>

namespace weir::cli {

// Returns an ExitCode.
int replay_command(std::span<const std::string> arguments);

}  // namespace weir::cli

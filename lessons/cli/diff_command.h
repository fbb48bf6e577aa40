// weir diff: where two runs part (diagrams/run_diff.h).
#pragma once
#include <span>
#include <string>

namespace weir::cli {

// Returns an ExitCode.
int diff_command(std::span<const std::string> arguments);

}  // namespace weir::cli

// weir why, weir why not: why something is as it is in a run (diagrams/why/why.h).
#pragma once
#include <span>
#include <string>

namespace weir::cli {

// Returns an ExitCode.
int why_command(std::span<const std::string> arguments);

}  // namespace weir::cli

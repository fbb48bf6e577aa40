// weir state: all that is kept in a run at a moment, or one value and its past.
#pragma once
#include <span>
#include <string>

namespace weir::cli {

// Returns an ExitCode.
int state_command(std::span<const std::string> arguments);

}  // namespace weir::cli

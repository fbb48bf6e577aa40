// Exit codes of all commands.
#pragma once

namespace weir::cli {

enum ExitCode : int {
  kExitOk = 0,
  kExitFail = 1,           // a check failed
  kExitUsage = 2,          // wrong usage, or a mistake in the user's files
  kExitUnknown = 4,        // nothing found either way
  kExitEnvironment = 5,    // something on this machine is missing or does not work
  kExitNothing = 6,        // there was nothing to check
  kExitInternal = 70,      // a bug in Weir
  kExitInterrupted = 130,  // Ctrl-C
};

// For a mistake in a file: whose file it is.
constexpr int mistake_exit_code(bool users) { return users ? kExitUsage : kExitEnvironment; }

}  // namespace weir::cli

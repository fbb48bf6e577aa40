// This very program, run again with other arguments: what lessons show is what it prints.
// Errors: as run_program.h; and that the program does not know where it is.
#pragma once
#include <string>
#include <vector>

#include "lessons/cli/run_program.h"

namespace weir::cli {

// Surroundings in which transcripts are made: an empty folder, no progress, a plain pipe. Two
// variants that must make no difference: other locales, time zones and window sizes.
Result<std::string> transcript_of(const std::vector<std::string>& arguments, int variant,
                                  const std::string& empty_folder);

// As it stands, with this environment. Its output is a pipe's.
Result<ProgramAnswer> run_weir(const std::vector<std::string>& arguments);

}  // namespace weir::cli

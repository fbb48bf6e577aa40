// weir completion SHELL: prints what makes bash, zsh or fish complete a weir command line:
// commands, options, lessons, job files. The scripts ask the program itself (weir --help, weir
// COMMAND
// --help, weir list), so that they never know less than it does.
#pragma once
#include <span>
#include <string>

namespace weir::cli {

int completion_command(std::span<const std::string> arguments);

}  // namespace weir::cli

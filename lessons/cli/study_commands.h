// weir alone, weir list, weir progress, weir reset --lesson: where a learner is, and where that is
// kept (book/progress_file.h).
#pragma once
#include <span>
#include <string>

namespace weir::cli {

int status_command();
int list_command(std::span<const std::string> arguments);
int progress_command(std::span<const std::string> arguments);
int reset_command(std::span<const std::string> arguments);

}  // namespace weir::cli

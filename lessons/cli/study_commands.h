// weir alone, weir list, weir progress, weir reset --lesson: where a learner is, and where that is
// kept (book/progress_file.h).
#pragma once
#include <span>
#include <string>

namespace weir::cli {

// What is said of exercises, which lessons know nothing of: two lines for weir alone.
struct ExerciseStatus {
  std::string done;  // "0 of 3"
  std::string also;  // "weir check 1      the exercise word count"
};
int status_command(const ExerciseStatus& exercises);
int list_command(std::span<const std::string> arguments);
int progress_command(std::span<const std::string> arguments);
int reset_command(std::span<const std::string> arguments);

}  // namespace weir::cli

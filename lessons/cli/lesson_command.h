// weir lesson, weir next, weir predict: reading a lesson and answering its questions.
#pragma once
#include <span>
#include <string>

namespace weir::cli {

int lesson_command(std::span<const std::string> arguments);
int next_command(std::span<const std::string> arguments);
int predict_command(std::span<const std::string> arguments);

}  // namespace weir::cli

// weir author check e3: whether the material of an exercise is what it should be
// (check_exercise.h). What names no exercise is the lessons' (lessons/cli/author_command.h).
#pragma once
#include <span>
#include <string>

namespace weir::exercises {

int author_command(std::span<const std::string> arguments);

}  // namespace weir::exercises

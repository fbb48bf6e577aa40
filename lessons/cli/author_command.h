// weir author check: whether lessons say what the engine does (book/check/check.h).
#pragma once
#include <span>
#include <string>

namespace weir::cli {

int author_command(std::span<const std::string> arguments);

}  // namespace weir::cli

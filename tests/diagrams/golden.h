// Pictures that are compared with files of this folder: golden/<name>. With WEIR_REFRESH=1 in the
// environment the file is written anew instead.
#pragma once
#include <string>

namespace weir::testing {

void check_golden(const std::string& name, const std::string& text);

// Without the escape sequences of colours.
std::string without_colors(const std::string& text);

}  // namespace weir::testing

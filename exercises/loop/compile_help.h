// One sentence of help for the commonest mistakes whose message is the compiler's and not Weir's.
#pragma once
#include <string>
#include <string_view>

namespace weir::exercises {

// `message` behind "error: ", of g++ or clang; `source` is the line. Empty: no help.
std::string help_for(std::string_view message, std::string_view source);

}  // namespace weir::exercises

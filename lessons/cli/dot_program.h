// Running `dot`, the program of Graphviz: the only thing of Graphviz that Weir uses, and only if it
// is asked for a picture that needs it.
//   The graph goes to its stdin, as run_program.h says.
// Errors are sentences for the user: kUnsupported, it is not there; kIo, it failed or took too
// long.
#pragma once
#include <string>

#include "engine/core/result.h"

namespace weir::cli {

struct DotProgram {
  std::string program = "dot";  // found by PATH
  int limit_ms = 10'000;
};

// What it prints for `-Tsvg`.
Result<std::string> svg_of(const std::string& dot, const DotProgram& program = {});
// How to get it.
std::string how_to_install_dot();

// The same picture for people who hear it: an image with a title and a description, and without
// the remark which version drew it.
std::string accessible_svg(std::string svg, const std::string& title,
                           const std::string& description);

}  // namespace weir::cli

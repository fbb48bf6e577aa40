// weir step: walks through a run, step by step, forwards and backwards (lessons/stepper/). Lines of
//   commands come from the terminal, a pipe, or --script FILE; the text is the same but for colour.
//   Ctrl-C stops a long search, and leaves at the prompt (130); the end of the input leaves.
#pragma once
#include <span>
#include <string>

namespace weir::cli {

int step_command(std::span<const std::string> arguments);

}  // namespace weir::cli

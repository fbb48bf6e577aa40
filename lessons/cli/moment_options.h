// Options of the commands that look at a moment of a run: why, state. `words` are what stands
// between the options, in order.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "diagrams/screen.h"
#include "diagrams/why/why.h"
#include "lessons/cli/arguments.h"
#include "lessons/runs/traced.h"

namespace weir::cli {

struct MomentOptions {
  std::vector<std::string> words;
  std::vector<std::string> sets;
  std::optional<std::int64_t> at;
  diagrams::Screen screen;
};

// What such a command does: reads the options, opens the run that the first word names at that
// moment, and hands both on, the words without the first one. "not 1 eel" is "1 not eel". Returns
// what `then` returns, or why it did not come to it, which it has complained about.
using AtMoment = std::function<int(const runs::Traced&, const MomentOptions&)>;
int moment_command(std::span<const std::string> arguments, const std::string& command,
                   const char* head, const AtMoment& then);

// Prints the answer, or complains.
int answer_why(const runs::Traced& traced, const diagrams::WhyQuestion& question,
               const diagrams::Screen& screen);

}  // namespace weir::cli

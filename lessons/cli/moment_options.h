// Options of the commands that look at a moment of a run: why, state. `words` are what stands
// between the options, in order.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "diagrams/screen.h"
#include "lessons/cli/arguments.h"
#include "lessons/cli/traced.h"

namespace weir::cli {

struct MomentOptions {
  std::vector<std::string> words;
  std::vector<std::string> sets;
  std::optional<std::int64_t> at;
  diagrams::Screen screen;
};

// Prints the help if that is wanted. Errors: kBadArgument, a sentence for the user.
Result<Arguments::Wish> parse_moment(std::span<const std::string> arguments,
                                     const std::string& command, const char* head,
                                     MomentOptions& out);
// The run at that moment.
Result<Traced> open_moment(const std::string& target, const MomentOptions& options);

}  // namespace weir::cli

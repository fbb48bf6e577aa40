#include "lessons/cli/moment_options.h"

#include <cstdio>
#include <limits>

#include "lessons/cli/screen_options.h"

namespace weir::cli {

Result<Arguments::Wish> parse_moment(std::span<const std::string> arguments,
                                     const std::string& command, const char* head,
                                     MomentOptions& out) {
  for (const std::string& argument : arguments)
    if (argument.empty())
      return Error{ErrorKind::kBadArgument, "An argument is empty (''); is a variable not set?"};
  Arguments a(command, head);
  std::string at, seed;
  ScreenWishes screen;
  a.positionals("JOB", out.words, "a lesson's number or folder, a job file, or a trace (.jsonl)");
  a.option("--at", "STEP", at, "at the end of this step (of the last one)");
  a.options("--set", "KEY=VALUE", out.sets, "another value for any key of the job file");
  a.option("--seed", "S", seed, "of everything that is left to chance");
  declare_screen(a, screen);
  const auto wish = a.parse(arguments);
  if (!wish) return wish.error();
  if (*wish == Arguments::Wish::kHelp) {
    std::fputs(a.help().c_str(), stdout);
    return *wish;
  }
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  if (!at.empty()) {
    const auto step = number("--at", at, 0, kMost);
    if (!step) return step.error();
    out.at = static_cast<std::int64_t>(*step);
  }
  if (!seed.empty()) {
    if (const auto ok = number("--seed", seed, 0, kMost); !ok) return ok.error();
    out.sets.push_back("simulation.seed=" + seed);
  }
  const auto known = screen_of(screen, surroundings(stdout));
  if (!known) return known.error();
  out.screen = *known;
  return *wish;
}

Result<Traced> open_moment(const std::string& target, const MomentOptions& options) {
  return options.at ? Traced::open_at(target, options.sets, *options.at)
                    : Traced::open(target, options.sets);
}

}  // namespace weir::cli

#include "lessons/cli/moment_options.h"

#include <cstdio>
#include <utility>

#include "diagrams/ink.h"
#include "lessons/cli/screen_options.h"
#include "lessons/cli/streams.h"

namespace weir::cli {

namespace {

// Prints the help if that is wanted.
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
  const auto step = step_of(at);
  if (!step) return step.error();
  out.at = *step;
  if (const auto ok = add_seed(seed, out.sets); !ok) return ok.error();
  const auto known = screen_of(screen, surroundings(stdout));
  if (!known) return known.error();
  out.screen = *known;
  return *wish;
}

Result<runs::Traced> open_moment(const std::string& target, const MomentOptions& options) {
  return options.at ? runs::Traced::open_at(target, options.sets, *options.at)
                    : runs::Traced::open(target, options.sets);
}

}  // namespace

int moment_command(std::span<const std::string> arguments, const std::string& command,
                   const char* head, const AtMoment& then) {
  MomentOptions options;
  const auto wish = parse_moment(arguments, command, head, options);
  if (!wish) {
    complain(wish.error().text);
    return kExitUsage;
  }
  if (*wish == Arguments::Wish::kHelp) return kExitOk;
  std::vector<std::string>& words = options.words;
  if (words.size() > 1 && words.front() == "not") std::swap(words[0], words[1]);
  const std::string target = words.empty() ? std::string() : words.front();
  if (!words.empty()) words.erase(words.begin());
  const auto traced = open_moment(target, options);
  if (traced) return then(*traced, options);
  complain(traced.error().text);
  if (options.at) return kExitUsage;
  return mistake_exit_code(runs::Traced::is_users(target, options.sets));
}

int answer_why(const runs::Traced& traced, const diagrams::WhyQuestion& question,
               const diagrams::Screen& screen) {
  const auto answer =
      diagrams::why(traced.timeline(), traced.place(), question, diagrams::Ink(screen).writing());
  if (!answer) {
    complain(answer.error().text);
    return kExitUsage;
  }
  std::fputs(diagrams::why_text(*answer, screen).c_str(), stdout);
  return kExitOk;
}

}  // namespace weir::cli

#include "lessons/cli/diff_command.h"

#include <cstdio>
#include <vector>

#include "diagrams/ink.h"
#include "diagrams/run_diff.h"
#include "diagrams/text_line.h"
#include "engine/core/text_width.h"
#include "lessons/cli/arguments.h"
#include "lessons/cli/screen_options.h"
#include "lessons/cli/streams.h"
#include "lessons/runs/traced.h"

namespace weir::cli {

namespace {

constexpr const char* kHead =
    R"(weir diff 11 --set camera.watermarks.out_of_orderness=2ms
                              lesson 11 as it is, and with another value
weir diff 11 --set camera.every=10ms 11 --set camera.every=20ms
                              two runs; each --set belongs to the JOB before it
weir diff a.jsonl b.jsonl     two runs that 'weir run --json' has written
weir diff e3                  your exercise 3 and a right one, on one schedule

Finds the first step in which two runs do not do the same, and the first result
that differs.
)";

struct Side {
  std::string target;
  std::vector<std::string> sets;
};

struct DiffOptions {
  bool help = false;
  std::vector<Side> sides;
  diagrams::Screen screen;
};

Error usage(const std::string& text) {
  return Error{ErrorKind::kBadArgument, text + "\nSee 'weir diff --help'."};
}

// Which --set is of which run follows from their order, which Arguments does not keep.
Result<std::vector<std::string>> take_sides(std::span<const std::string> arguments,
                                            DiffOptions& out) {
  std::vector<std::string> rest;
  for (std::size_t i = 0; i < arguments.size(); i++) {
    const std::string& argument = arguments[i];
    if (argument.empty()) return usage("An argument is empty (''); is a variable not set?");
    const bool joined = argument.starts_with("--set=");
    if (argument == "--set" || joined) {
      if (!joined && i + 1 == arguments.size()) return usage("--set wants a value.");
      if (out.sides.empty()) return usage("--set belongs to the JOB before it: name that first.");
      out.sides.back().sets.push_back(joined ? argument.substr(6) : arguments[++i]);
    } else if (argument.starts_with("-")) {
      rest.push_back(argument);
      const bool has_value =
          argument == "--color" || argument == "--charset" || argument == "--width";
      if (has_value && i + 1 < arguments.size()) rest.push_back(arguments[++i]);
    } else {
      out.sides.push_back({argument, {}});
    }
  }
  return rest;
}

Result<DiffOptions> parse(std::span<const std::string> arguments) {
  DiffOptions out;
  const auto rest = take_sides(arguments, out);
  if (!rest) return rest.error();
  Arguments a("weir diff", kHead);
  std::vector<std::string> jobs, sets;
  ScreenWishes screen;
  a.positionals("JOB", jobs, "lessons, job files or traces (.jsonl): one or two");
  a.options("--set", "KEY=VALUE", sets, "another value, in the job file of the JOB before it");
  declare_screen(a, screen);
  const auto wish = a.parse(*rest);
  if (!wish) return wish.error();
  out.help = *wish == Arguments::Wish::kHelp;
  if (out.help) {
    std::fputs(a.help().c_str(), stdout);
    return out;
  }
  const auto known = screen_of(screen, surroundings(stdout));
  if (!known) return known.error();
  out.screen = *known;
  if (out.sides.empty()) return usage("Which runs? Name one with a --set, or two.");
  if (out.sides.size() > 2)
    return usage("Two runs can be compared, not " + std::to_string(out.sides.size()) + ".");
  if (out.sides.size() == 1 && out.sides[0].sets.empty())
    return usage("With what? Add a --set, or name a second run.");
  return out;
}

std::string with(const std::vector<std::string>& sets) {
  std::vector<std::string> words;
  for (const std::string& set : sets) words.push_back(shown(set));
  return sets.empty() ? "" : " with " + diagrams::listed(words);
}

}  // namespace

int diff_command(std::span<const std::string> arguments) {
  const auto options = parse(arguments);
  if (!options) {
    complain(options.error().text);
    return kExitUsage;
  }
  if (options->help) return kExitOk;
  const bool one = options->sides.size() == 1;
  const Side a = one ? Side{options->sides[0].target, {}} : options->sides[0];
  const Side b = one ? options->sides[0] : options->sides[1];
  std::vector<runs::Traced> runs;
  for (const Side& side : {a, b}) {
    auto run = runs::Traced::open(side.target, side.sets);
    if (!run) {
      complain(run.error().text);
      return mistake_exit_code(runs::Traced::is_users(side.target, side.sets));
    }
    runs.push_back(std::move(*run));
  }
  std::string out;
  if (!one) out += "a = " + shown(a.target) + with(a.sets) + "\n";
  out += "b = " + (one ? std::string("a") : shown(b.target)) + with(b.sets) + "\n\n";
  out += diagrams::diff_text(diagrams::diff_runs(runs[0].timeline(), runs[1].timeline(),
                                                 diagrams::Ink(options->screen).writing()),
                             options->screen);
  std::fputs(out.c_str(), stdout);
  return kExitOk;
}

}  // namespace weir::cli

#include "lessons/cli/replay_command.h"

#include <cstdio>
#include <utility>

#include "diagrams/view.h"
#include "lessons/cli/arguments.h"
#include "lessons/cli/run_options.h"
#include "lessons/cli/screen_options.h"
#include "lessons/cli/streams.h"
#include "lessons/cli/view_part.h"
#include "lessons/runs/trace_file.h"
#include "lessons/runs/traced.h"

namespace weir::cli {

namespace {

constexpr const char* kHead =
    R"(weir run 11 --json > run.jsonl
weir replay run.jsonl               its log
weir replay run.jsonl --view plot   or another view of it
weir replay run.jsonl --from 'late()' --until 20
weir why run.jsonl eel              why, state and diff take such a file, too
weir replay w1:e03:B2Vud            what 'weir check' found, in the stepper

Shows a run that was written down, without running anything.
)";

struct ReplayOptions {
  bool help = false;
  std::string file, view = "log";
  RunPlace from, until;
  diagrams::Screen screen;
};

Result<ReplayOptions> parse(std::span<const std::string> arguments) {
  ReplayOptions out;
  for (const std::string& argument : arguments)
    if (argument.empty())
      return Error{ErrorKind::kBadArgument, "An argument is empty (''); is a variable not set?"};
  Arguments a("weir replay", kHead);
  std::string from, until;
  ScreenWishes screen;
  a.positional("FILE", out.file, "a trace: what 'weir run --json' prints");
  a.option("--view", "VIEW", out.view, "log (this, if nothing is said), plot or summary");
  a.option("--from", "STEP", from, "from this step, or the first event that a query finds");
  a.option("--until", "STEP", until, "to this step, or to this event");
  declare_screen(a, screen);
  const auto wish = a.parse(arguments);
  if (!wish) return wish.error();
  out.help = *wish == Arguments::Wish::kHelp;
  if (out.help) {
    std::fputs(a.help().c_str(), stdout);
    return out;
  }
  if (out.file.empty())
    return Error{
        ErrorKind::kBadArgument,
        "Which file? A trace is what 'weir run --json' prints.\nSee 'weir replay --help'."};
  if (const auto view = one_of("--view", out.view, diagrams::view_names()); !view)
    return view.error();
  auto first = parse_place("--from", from), last = parse_place("--until", until);
  if (!first) return first.error();
  if (!last) return last.error();
  out.from = std::move(*first);
  out.until = std::move(*last);
  const auto known = screen_of(screen, surroundings(stdout));
  if (!known) return known.error();
  out.screen = *known;
  return out;
}

}  // namespace

int replay_command(std::span<const std::string> arguments) {
  const auto options = parse(arguments);
  if (!options) {
    complain(options.error().text);
    return kExitUsage;
  }
  if (options->help) return kExitOk;
  const auto timeline = runs::read_trace_file(options->file);
  if (!timeline) {
    complain(timeline.error().text);
    return kExitUsage;
  }
  ViewOfPart view(diagrams::make_view(options->view, options->screen,
                                      [](std::string_view text) {
                                        std::fwrite(text.data(), 1, text.size(), stdout);
                                      }),
                  options->from, options->until);
  replay(*timeline, view, 0, timeline->events().size(), stdout_is_broken);
  return kExitOk;
}

}  // namespace weir::cli

#include "lessons/cli/state_command.h"

#include <cstdio>
#include <vector>

#include "diagrams/ink.h"
#include "diagrams/panels/state.h"
#include "diagrams/panels/windows.h"
#include "diagrams/why/why.h"
#include "lessons/cli/moment_options.h"
#include "lessons/cli/streams.h"

namespace weir::cli {

namespace {

constexpr const char* kHead =
    R"(weir state 1                   what lesson 1 keeps when it is over
weir state 1 --at 30           at step 30
weir state 1 count tide        one value, and where it comes from
weir state run.jsonl --at 9    of a run that 'weir run --json' has written

Shows state, windows and timers at the end of a step.
)";

std::string all_of(const Timeline& timeline, std::size_t place, const diagrams::Screen& screen) {
  TimelineCursor cursor(timeline);
  cursor.seek(place);
  const World& world = cursor.world();
  const diagrams::Moment still{timeline, world, world, place, place};
  std::vector<diagrams::Panel> panels = diagrams::window_panels(still, screen);
  for (diagrams::Panel& panel : diagrams::all_state(world, timeline, place, screen))
    panels.push_back(std::move(panel));
  if (auto timers = diagrams::timers_panel(still, screen)) panels.push_back(std::move(*timers));
  const std::string step = std::to_string(timeline.step_at(place));
  if (panels.empty()) return "At step " + step + " nothing is kept.\n";
  return "At step " + step + ", t=" + std::to_string(still.time()) + ":\n" +
         diagrams::panels_text(panels, screen);
}

}  // namespace

int state_command(std::span<const std::string> arguments) {
  MomentOptions options;
  const auto wish = parse_moment(arguments, "weir state", kHead, options);
  if (!wish) {
    complain(wish.error().text);
    return kExitUsage;
  }
  if (*wish == Arguments::Wish::kHelp) return kExitOk;
  const std::string target = options.words.empty() ? std::string() : options.words.front();
  const auto traced = open_moment(target, options);
  if (!traced) {
    complain(traced.error().text);
    if (options.at) return kExitUsage;
    return Traced::exit_code(target, options.sets);
  }
  if (options.words.size() <= 1) {
    std::fputs(all_of(traced->timeline(), traced->place(), options.screen).c_str(), stdout);
    return kExitOk;
  }
  diagrams::WhyQuestion question{false, options.words};
  question.words.front() = "state";
  const auto answer = diagrams::why(traced->timeline(), traced->place(), question,
                                    diagrams::Ink(options.screen).writing());
  if (!answer) {
    complain(answer.error().text);
    return kExitUsage;
  }
  std::fputs(diagrams::why_text(*answer, options.screen).c_str(), stdout);
  return kExitOk;
}

}  // namespace weir::cli

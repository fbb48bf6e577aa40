#include "lessons/cli/state_command.h"

#include <cstdio>
#include <vector>

#include "diagrams/panels/state.h"
#include "diagrams/panels/windows.h"
#include "lessons/cli/exit_code.h"
#include "lessons/cli/moment_options.h"

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
  return moment_command(
      arguments, "weir state", kHead,
      [](const runs::Traced& traced, const MomentOptions& options) {
        if (options.words.empty()) {
          const auto text = all_of(traced.timeline(), traced.place(), options.screen);
          std::fputs(text.c_str(), stdout);
          return int{kExitOk};
        }
        diagrams::WhyQuestion question{false, options.words};
        question.words.insert(question.words.begin(), "state");
        return answer_why(traced, question, options.screen);
      });
}

}  // namespace weir::cli

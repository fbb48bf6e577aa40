#include <cstdio>
#include <tuple>

#include "exercises/cli/commands.h"
#include "exercises/cli/desk.h"
#include "exercises/cli/looks.h"
#include "exercises/loop/report_text.h"
#include "lessons/cli/arguments.h"
#include "lessons/cli/exit_code.h"
#include "lessons/cli/screen_options.h"
#include "lessons/cli/streams.h"

namespace weir::exercises {

namespace {

constexpr const char* kHead = R"(weir check 3                grade your solution of exercise 3
weir check                  of the exercise in whose folder you are, or the next one
weir check 3 --raw          everything that the compiler said

What your code does is judged, never how it is written: on every backend, with a
failure at every step. Exit codes: 0 passed, 1 failed, 3 does not compile, 4 not
known, 6 nothing was written yet.
)";

struct CheckOptions {
  std::string exercise, seed, budget;
  bool raw = false, full = false, sanitize = false;
  cli::ScreenWishes screen;
};

// Two identical failures: the next hint is offered, and nothing is held back.
void offer_hint(const Desk& desk) {
  const auto last = desk.workspace.last(*desk.exercise);
  if (!last || last->same < 2 || last->level >= kHintLevels) return;
  std::printf("       the same as before: 'weir hint %d' says something more\n",
              desk.exercise->number);
}

}  // namespace

int check_command(Arguments arguments) {
  CheckOptions options;
  cli::Arguments a("weir check", kHead);
  a.positional("EXERCISE", options.exercise, "its number, or a file or folder of it");
  a.option("--seed", "NUMBER", options.seed, "of the random input (42)");
  a.option("--budget", "RUNS", options.budget, "so many runs at most (100000)");
  a.flag("--sanitize", options.sanitize, "find out where memory is misused; takes some seconds");
  a.flag("--raw", options.raw, "print what the compiler said, as it said it");
  a.flag("--full", options.full, "show more of what your program printed");
  cli::declare_screen(a, options.screen);
  const auto wish = a.parse(arguments);
  if (!wish) return exit_of(wish.error());
  if (*wish == cli::Arguments::Wish::kHelp) {
    std::fputs(a.help().c_str(), stdout);
    return cli::kExitOk;
  }
  GradeWishes wishes;
  wishes.sanitize = options.sanitize;
  for (const auto& [text, name, to] : {std::tuple{&options.seed, "--seed", &wishes.seed},
                                       std::tuple{&options.budget, "--budget", &wishes.budget}}) {
    if (text->empty()) continue;
    const auto n = cli::number(name, *text, name[2] == 'b' ? 1 : 0, 1'000'000'000);
    if (!n) return exit_of(n.error());
    *to = *n;
  }
  const auto screen = cli::screen_of(options.screen, cli::surroundings(stdout));
  if (!screen) return exit_of(screen.error());
  const auto desk = Desk::open(options.exercise);
  if (!desk) return exit_of(desk.error());
  const auto toolchain = recorded_toolchain();
  if (!toolchain) return exit_of(toolchain.error());
  const auto graded = desk->grade(*toolchain, wishes);
  if (!graded) return exit_of(graded.error());
  if (options.raw) {
    std::fputs(graded->compiled.said.c_str(), stdout);
    if (const auto ok = desk->note(graded->graded); !ok) return exit_of(ok.error());
    return exit_code(graded->graded.grade());
  }
  ReportLooks looks =
      looks_of(*screen, cli::surroundings(stdout).terminal || !options.screen.width.empty());
  looks.full = options.full;
  const std::string text = report_text(graded->graded, desk->hints, looks);
  std::fputs(text.c_str(), stdout);
  if (const auto ok = desk->note(graded->graded); !ok) return exit_of(ok.error());
  offer_hint(*desk);
  return exit_code(graded->graded.grade());
}

}  // namespace weir::exercises

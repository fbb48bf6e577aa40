// weir watch: the check again whenever the file is saved, until somebody has enough.
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <utility>
#include <vector>

#include "exercises/cli/commands.h"
#include "exercises/cli/desk.h"
#include "exercises/cli/looks.h"
#include "exercises/loop/keys.h"
#include "exercises/loop/report_text.h"
#include "exercises/loop/watched.h"
#include "lessons/cli/arguments.h"
#include "lessons/cli/exit_code.h"
#include "lessons/cli/screen_options.h"
#include "lessons/cli/streams.h"

namespace weir::exercises {

namespace {

using namespace std::chrono_literals;

constexpr const char* kHead = R"(weir watch 3       check exercise 3 now, and whenever you save it
weir watch         the one at hand

Keys: r check again, h a hint, n the next exercise, q leave.
)";

// Somebody who pressed Ctrl-C is heard as often.
constexpr std::chrono::milliseconds kPatience = 500ms;

class Watch {
 public:
  Watch(Desk desk, Toolchain toolchain, ReportLooks looks)
      : desk_(std::move(desk)), toolchain_(std::move(toolchain)), looks_(looks) {}

  int run() {
    Keys keys;
    int code = cli::kExitOk;
    while (true) {
      // Made before the check, so that what is saved while it runs is not missed.
      Watched file(desk_.workspace.file(*desk_.exercise));
      if (file.polling() && !told_polling_) {
        std::puts("(this file system tells of no changes: the file is looked at again and again)");
        told_polling_ = true;
      }
      code = check();
      const Then then = wait(file, keys);
      if (then == Then::kLeave) return code;
    }
  }

 private:
  enum class Then : unsigned char { kAgain, kLeave };

  int check() {
    std::error_code error;
    const std::string file = desk_.workspace.file(*desk_.exercise);
    if (!std::filesystem::exists(file, error)) {
      std::printf(
          "%s is not there; save it, and it is checked. 'weir reset %d' gives the starter.\n",
          file.c_str(), desk_.exercise->number);
      return footer(cli::kExitNothing);
    }
    std::printf("---- checking %s ----\n", std::string(desk_.exercise->folder).c_str());
    std::fflush(stdout);
    const auto graded = desk_.grade(toolchain_, {});
    if (!graded) return footer(exit_of(graded.error()));
    std::fputs(report_text(graded->graded, desk_.hints, looks_).c_str(), stdout);
    if (const auto ok = desk_.note(graded->graded); !ok) return footer(exit_of(ok.error()));
    return footer(exit_code(graded->graded.grade()));
  }

  int footer(int code) {
    std::printf("\nwatching %s/%s\nr again   h hint   n next exercise   q quit\n",
                std::string(desk_.exercise->folder).c_str(), Workspace::kFile);
    std::fflush(stdout);
    return code;
  }

  Then wait(Watched& file, Keys& keys) {
    while (true) {
      if (cli::interrupted() || cli::stdout_is_broken()) return Then::kLeave;
      const Happened happened = file.wait(&keys, kPatience);
      switch (happened.what) {
        case Happened::What::kNothing: continue;
        case Happened::What::kChanged: std::puts(""); return Then::kAgain;
        case Happened::What::kGone: std::puts("\nThe file is gone."); return Then::kAgain;
        case Happened::What::kKey: break;
      }
      if (const auto then = pressed(happened.key)) return *then;
    }
  }

  // nullopt: nothing that ends the wait.
  std::optional<Then> pressed(char key) {
    const std::vector<std::string> number{std::to_string(desk_.exercise->number)};
    switch (key) {
      case 'q':
      case 3:
      case 4: return Then::kLeave;
      case 'r': return Then::kAgain;
      case 'h':
        std::puts("");
        hint_command(number);
        std::fflush(stdout);
        return std::nullopt;
      case 'n': return go_on();
      default: return std::nullopt;
    }
  }

  std::optional<Then> go_on() {
    if (exercise_number(desk_.exercise->number + 1) == nullptr) {
      std::puts("This is the last exercise there is.");
      return std::nullopt;
    }
    auto next = Desk::open(std::to_string(desk_.exercise->number + 1));
    if (!next) {
      exit_of(next.error());
      return std::nullopt;
    }
    desk_ = std::move(*next);
    return Then::kAgain;
  }

  Desk desk_;
  Toolchain toolchain_;
  ReportLooks looks_;
  bool told_polling_ = false;
};

}  // namespace

int watch_command(Arguments arguments) {
  std::string typed;
  cli::ScreenWishes wishes;
  cli::Arguments a("weir watch", kHead);
  a.positional("EXERCISE", typed, "its number, or a file or folder of it");
  cli::declare_screen(a, wishes);
  const auto wish = a.parse(arguments);
  if (!wish) return exit_of(wish.error());
  if (*wish == cli::Arguments::Wish::kHelp) {
    std::fputs(a.help().c_str(), stdout);
    return cli::kExitOk;
  }
  const auto screen = cli::screen_of(wishes, cli::surroundings(stdout));
  if (!screen) return exit_of(screen.error());
  auto desk = Desk::open(typed);
  if (!desk) return exit_of(desk.error());
  auto toolchain = recorded_toolchain();
  if (!toolchain) return exit_of(toolchain.error());
  cli::catch_interrupts();
  return Watch(std::move(*desk), std::move(*toolchain),
               looks_of(*screen, cli::surroundings(stdout).terminal || !wishes.width.empty()))
      .run();
}

}  // namespace weir::exercises

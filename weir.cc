// weir: the list of commands. Finds the one that is named and hands over; only that one is built.
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <exception>
#include <new>
#include <span>
#include <string>
#include <vector>

#include "engine/core/suggest.h"
#include "exercises/author/author_command.h"
#include "exercises/cli/commands.h"
#include "lessons/cli/completion_command.h"
#include "lessons/cli/diff_command.h"
#include "lessons/cli/doctor.h"
#include "lessons/cli/exit_code.h"
#include "lessons/cli/graph_command.h"
#include "lessons/cli/html_command.h"
#include "lessons/cli/lesson_command.h"
#include "lessons/cli/replay_command.h"
#include "lessons/cli/run.h"
#include "lessons/cli/state_command.h"
#include "lessons/cli/step_command.h"
#include "lessons/cli/streams.h"
#include "lessons/cli/study_commands.h"
#include "lessons/cli/why_command.h"

namespace {

using weir::cli::complain;

struct Command {
  const char* name;
  const char* about;
  int (*run)(std::span<const std::string> arguments);
};

// Where a job is wanted, an exercise will do: e3.
template <int (*Run)(std::span<const std::string>)>
int or_exercise(std::span<const std::string> arguments) {
  return weir::exercises::with_exercise(arguments, Run);
}

int diff_command(std::span<const std::string> arguments) {
  const bool one_exercise = arguments.size() == 1 && arguments[0].starts_with("e");
  return one_exercise && arguments[0].size() <= 3 ? weir::exercises::diff_command(arguments)
                                                  : weir::cli::diff_command(arguments);
}

constexpr std::array kCommands{
    Command{"next", "read on where you stopped", weir::cli::next_command},
    Command{"list", "lessons and exercises, and what you have done", weir::exercises::list_command},
    Command{"lesson", "read a lesson", weir::cli::lesson_command},
    Command{"predict", "answer a question of a lesson", weir::cli::predict_command},
    Command{"run", "run a lesson and see what it prints", weir::exercises::run_command},
    Command{"step", "walk through its run, forwards and backwards",
            or_exercise<weir::cli::step_command>},
    Command{"why", "say why something is as it is, or why not",
            or_exercise<weir::cli::why_command>},
    Command{"state", "show what it keeps at a step", or_exercise<weir::cli::state_command>},
    Command{"diff", "find where two runs part", diff_command},
    Command{"replay", "show a run that was written down", weir::exercises::replay_command},
    Command{"graph", "draw what it runs", or_exercise<weir::cli::graph_command>},
    Command{"html", "make a page that replays its run", or_exercise<weir::cli::html_command>},
    Command{"progress", "what you have read and answered", weir::cli::progress_command},
    Command{"check", "grade your solution of an exercise", weir::exercises::check_command},
    Command{"watch", "grade it whenever you save", weir::exercises::watch_command},
    Command{"hint", "a hint for what failed last", weir::exercises::hint_command},
    Command{"reveal", "show solutions of an exercise", weir::exercises::reveal_command},
    Command{"reset", "begin an exercise anew", weir::exercises::reset_command},
    Command{"init", "make a workspace", weir::exercises::init_command},
    Command{"doctor", "say what is missing on this machine", weir::cli::doctor_command},
    Command{"author", "judge a lesson or an exercise: for those who write one",
            weir::exercises::author_command},
    Command{"completion", "make a shell complete these words", weir::cli::completion_command},
};

void print_help() {
  std::fputs(
      "weir               where you are, and what is next\n"
      "weir lesson 1      read the first lesson\n"
      "weir run 1         run its job\n"
      "weir run --help    how to change it, and how to break it\n"
      "weir init          make a workspace, with exercises\n"
      "\n"
      "Weir teaches stateful stream processing, one step at a time.\n"
      "\n"
      "Commands:\n",
      stdout);
  for (const Command& command : kCommands)
    std::printf("  %-10s  %s\n", command.name, command.about);
  std::fputs(
      "Options:\n"
      "  --help     show this\n"
      "  --version  show the version\n",
      stdout);
}

int dispatch(std::span<const std::string> arguments) {
  if (arguments.empty()) return weir::exercises::status_command();
  if (arguments[0] == "--help" || arguments[0] == "-h") {
    print_help();
    return weir::cli::kExitOk;
  }
  if (arguments[0] == "--version") {
    std::puts("weir " WEIR_VERSION);
    return weir::cli::kExitOk;
  }
  std::vector<std::string> known{"--help", "--version"};
  for (const Command& command : kCommands) {
    if (arguments[0] == command.name) return command.run(arguments.subspan(1));
    known.emplace_back(command.name);
  }
  const char* const what = arguments[0].starts_with('-') ? "option" : "command";
  complain(std::string("There is no ") + what + " '" + arguments[0] + "'." +
           weir::did_you_mean(arguments[0], known) + "\nSee 'weir --help'.");
  return weir::cli::kExitUsage;
}

// A failed WEIR_CHECK has said what is wrong, and aborts.
extern "C" void on_abort(int /*signal*/) { _exit(weir::cli::kExitInternal); }

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGABRT, on_abort);
  try {
    const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
    return weir::cli::finish_stdout(dispatch(arguments));
  } catch (const std::bad_alloc&) {
    complain("there is not enough memory");
    return weir::cli::kExitEnvironment;
  } catch (const std::exception& e) {
    complain(std::string("internal error: ") + e.what());
    return weir::cli::kExitInternal;
  }
}

#include "lessons/cli/step_command.h"

#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>
#include <vector>

#include "lessons/cli/arguments.h"
#include "lessons/cli/screen_options.h"
#include "lessons/cli/streams.h"
#include "lessons/cli/terminal.h"
#include "lessons/lesson.h"
#include "lessons/runs/target.h"
#include "lessons/runs/trace_file.h"
#include "lessons/stepper/session.h"

namespace weir::cli {

namespace {

constexpr const char* kHead =
    "weir step 11                     walk through lesson 11\n"
    "weir step job.toml               walk through a job of your own\n"
    "weir step 1 --script moves.txt   the commands of a file\n"
    "weir step run.jsonl              walk through a run that was written down\n"
    "weir step e3                     what failed last in exercise 3\n"
    "\n"
    "Runs a job and stands before its first step. Type commands: step, back, next,\n"
    "why, help. An empty line repeats the last move; the end of the input leaves.";

volatile std::sig_atomic_t interrupts = 0;

extern "C" void on_interrupt(int /*signal*/) { interrupts = 1; }

struct CloseFile {
  void operator()(std::FILE* file) const {
    if (file != nullptr && file != stdin) std::fclose(file);
  }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

struct StepOptions {
  bool help = false;
  std::string target;
  std::vector<std::string> sets;
  std::string script, seed, at;
  bool json = false, predict = false;
  ScreenWishes screen;
};

Result<StepOptions> parse(std::span<const std::string> arguments) {
  StepOptions out;
  Arguments a("weir step", kHead);
  a.positional("JOB", out.target, "a lesson (11), a folder with a job.toml, or a job file");
  a.options("--set", "KEY=VALUE", out.sets,
            "another value in the job file; may come several times");
  a.option("--seed", "NUMBER", out.seed, "of everything that is left to chance");
  a.option("--at", "STEP", out.at, "begin at the end of this step");
  a.option("--script", "FILE", out.script, "read commands from a file");
  a.flag("--predict", out.predict, "ask the lesson's predictions, which a terminal does by itself");
  a.flag("--json", out.json, "answer every command with a line of JSON: the World there");
  declare_screen(a, out.screen);
  const auto wish = a.parse(arguments);
  if (!wish) return wish.error();
  out.help = *wish == Arguments::Wish::kHelp;
  if (out.help) {
    std::fputs(a.help().c_str(), stdout);
    return out;
  }
  if (const auto ok = add_seed(out.seed, out.sets); !ok) return ok.error();
  if (const auto at = step_of(out.at); !at) return at.error();
  if (const auto screen = screen_of(out.screen, surroundings(stdout)); !screen)
    return screen.error();
  return out;
}

// nullopt: the end, or an interrupt.
std::optional<std::string> read_line(std::FILE* from) {
  std::string out;
  while (true) {
    const int c = std::fgetc(from);
    if (c == EOF) return out.empty() || interrupts != 0 ? std::nullopt : std::optional(out);
    if (c == '\n') return out;
    out += static_cast<char>(c);
  }
}

// nullptr: the job is no lesson with questions, or there is no place for answers.
std::unique_ptr<stepper::Coach> coach_of(const runs::Target& target) {
  if (target.lesson == nullptr || !book::has_text(*target.lesson)) return nullptr;
  auto lesson = book::open_lesson(*target.lesson);
  auto progress = book::ProgressFile::here();
  if (!lesson || !progress) return nullptr;
  return std::make_unique<stepper::Coach>(std::move(*lesson), std::move(*progress));
}

void print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

int walk(stepper::Session& session, const StepOptions& options, std::FILE* from) {
  const bool echo = !options.script.empty() || !is_terminal(stdin);
  if (options.at.empty())
    print(session.welcome());
  else
    print(session.execute("goto " + options.at));
  while (!session.over() && !stdout_is_broken()) {
    if (!options.json) print(session.prompt());
    const auto line = read_line(from);
    if (!line) {
      if (!options.json) print("\n");
      return interrupts != 0 ? kExitInterrupted : kExitOk;
    }
    if (echo && !options.json) print(visible_line(*line) + '\n');
    print(session.execute(*line));
    interrupts = 0;
  }
  return kExitOk;
}

}  // namespace

int step_command(std::span<const std::string> arguments) {
  const auto options = parse(arguments);
  if (!options) {
    complain(options.error().text);
    return kExitUsage;
  }
  if (options->help) return kExitOk;
  File from(stdin);
  if (!options->script.empty()) {
    from.reset(std::fopen(options->script.c_str(), "r"));
    if (from == nullptr) {
      complain(options->script + " cannot be read.");
      return kExitUsage;
    }
  }
  stepper::SessionOptions session_options;
  session_options.wishes = {options->target, options->sets, {}};
  runs::Target target;
  target.typed = options->target;
  if (!runs::is_trace_file(options->target)) {
    auto found = runs::find_target(options->target);
    if (!found) {
      complain(found.error().text);
      return kExitUsage;
    }
    target = std::move(*found);
  }
  session_options.title = target.typed;
  if (target.lesson != nullptr)
    session_options.title =
        std::to_string(target.lesson->number) + "  " + std::string(target.lesson->folder.substr(3));
  session_options.screen = [wishes = options->screen] {
    return *screen_of(wishes, surroundings(stdout));
  };
  session_options.stop = [] { return interrupts != 0; };
  session_options.json = options->json;
  // Somebody is there to be asked.
  std::unique_ptr<stepper::Coach> coach;
  if (options->predict || (is_terminal(stdin) && is_terminal(stdout) && options->script.empty()))
    coach = coach_of(target);
  session_options.coach = coach.get();
  // Without SA_RESTART: a read at the prompt ends, too.
  struct sigaction action = {};
  action.sa_handler = on_interrupt;
  sigaction(SIGINT, &action, nullptr);
  const auto session = stepper::Session::open(std::move(session_options));
  if (!session) {
    complain(session.error().text);
    return kExitUsage;
  }
  return walk(**session, *options, from.get());
}

}  // namespace weir::cli

// hint, reveal, reset: what a learner asks for who does not get further.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <vector>

#include "exercises/cli/commands.h"
#include "exercises/cli/desk.h"
#include "lessons/cli/arguments.h"
#include "lessons/cli/exit_code.h"
#include "lessons/cli/streams.h"
#include "lessons/cli/study_commands.h"
#include "lessons/runs/whole_file.h"

namespace weir::exercises {

namespace {

namespace fs = std::filesystem;

// nullopt: go on.
std::optional<int> parsed(cli::Arguments& a, Arguments arguments) {
  const auto wish = a.parse(arguments);
  if (!wish) return exit_of(wish.error());
  if (*wish != cli::Arguments::Wish::kHelp) return std::nullopt;
  std::fputs(a.help().c_str(), stdout);
  return cli::kExitOk;
}

void print(const std::string& text) { std::fputs(text.c_str(), stdout); }

// In lines of 80 columns at most.
void print_lines(const std::string& text) {
  std::string line;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, end - at);
    if (!line.empty() && line.size() + 1 + word.size() > 80) {
      print(line + '\n');
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
    at = end + 1;
  }
  print(line + '\n');
}

// For what is no wrong answer: the same for every exercise.
struct GeneralHints {
  const char* kind;
  HintWords words;
};
const GeneralHints kGeneral[] = {
    {"compiles",
     {.lesson = {},
      .why = {},
      .ask = "Which line of your file does the first error name, and what stands there?",
      .concept_ = "Only the first error counts: those behind it may follow from it. 'weir check "
                  "--raw' has all of what the compiler said.",
      .shape = "exercise.h has the names and types of the contract, and the starter the functions "
               "as they must be declared; 'weir reset' gives it back and keeps your file."}},
    {"stopped",
     {.lesson = {},
      .why = {},
      .ask = "Which record was in hand, and what does your code do with it, line by line?",
      .concept_ = "A function gets one record, does something short, and returns; it never ends "
                  "the process, waits, or starts anything.",
      .shape = "'weir check --sanitize' names the line where memory is misused; a loop ends only "
               "if what it asks for changes in it."}},
    {"threw",
     {.lesson = {},
      .why = {},
      .ask = "Which call in your code can throw what stands in the report?",
      .concept_ = "at() of a map or vector throws if there is nothing; value() of an empty "
                  "optional does; so does what reads numbers out of texts.",
      .shape = "Ask first (find(), has_value(), value_or()), or catch it and decide what the "
               "record means then."}},
    {"unknown",
     {.lesson = {},
      .why = {},
      .ask = "Does your code depend on anything but its input and its state?",
      .concept_ = "A static, a clock, a random number or a variable without a first value gives "
                  "another answer the next time.",
      .shape = "If the budget was spent, nothing is wrong yet: 'weir check --budget 1000000' goes "
               "on."}},
};

const HintWords& words_for(const Desk& desk, const LastCheck& last) {
  for (const GeneralHints& general : kGeneral)
    if (last.kind == general.kind) return general.words;
  return desk.hints.words(last.failing, last.like, last.kind == "todo");
}

const char* level_name(std::int64_t level) {
  return level == 1 ? "a question" : level == 2 ? "the idea, and where it stands" : "the shape";
}

}  // namespace

int hint_command(Arguments arguments) {
  std::string typed;
  cli::Arguments a("weir hint",
                   "weir hint 3     a hint for the failure that 'weir check 3' found last\n"
                   "\n"
                   "Asked again it says more: a question, the idea, the shape of the code.\n");
  a.positional("EXERCISE", typed, "its number");
  if (const auto code = parsed(a, arguments)) return *code;
  const auto desk = Desk::open(typed);
  if (!desk) return exit_of(desk.error());
  const std::string number = std::to_string(desk->exercise->number);
  auto last = desk->workspace.last(*desk->exercise);
  if (!last) return exit_of(last.error());
  if (last->failing.empty()) {
    print("Nothing has failed. next:  weir check " + number + '\n');
    return cli::kExitNothing;
  }
  if (last->level >= kHintLevels) {
    print("That was all. next:  weir reveal " + number + "   |   weir step e" + number + '\n');
    // Once more from the beginning, for who has forgotten it.
    last->level = 0;
  } else {
    last->level++;
  }
  if (last->level > 0) {
    const std::string& text = words_for(*desk, *last).level(static_cast<int>(last->level));
    print("hint " + std::to_string(last->level) + " of " + std::to_string(kHintLevels) + ", " +
          level_name(last->level) + ":\n");
    print_lines(text.empty() ? "There is no hint for this one." : text);
  }
  if (const auto ok = desk->workspace.note(*desk->exercise, *last); !ok) return exit_of(ok.error());
  const auto noted = desk->progress.change(
      [&](book::Progress& p) { p.exercises[desk->exercise->number].hints++; });
  return noted ? cli::kExitOk : exit_of(noted.error());
}

int reveal_command(Arguments arguments) {
  std::string typed;
  cli::Arguments a("weir reveal",
                   "weir reveal 3     two solutions of exercise 3, and what each costs\n"
                   "\n"
                   "Asking is no shame, and is written down in your progress.\n");
  a.positional("EXERCISE", typed, "its number");
  if (const auto code = parsed(a, arguments)) return *code;
  const auto desk = Desk::open(typed);
  if (!desk) return exit_of(desk.error());
  const std::string folder = folder_of(*desk->exercise);
  std::vector<fs::path> solutions;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder + "/solutions", error))
    solutions.push_back(entry.path());
  std::sort(solutions.begin(), solutions.end());
  for (const fs::path& path : solutions) {
    const auto text = runs::read_whole(path.string());
    if (!text) return exit_of(text.error());
    print("---- " + path.filename().string() + " ----\n\n" + *text + '\n');
  }
  const auto discussion = runs::read_whole(folder + "/discussion.md");
  if (!discussion) return exit_of(discussion.error());
  print("---- what each costs ----\n\n" + *discussion);
  const auto noted = desk->progress.change([&](book::Progress& p) {
    book::ExerciseProgress& e = p.exercises[desk->exercise->number];
    e.revealed = e.revealed || !e.passed;
  });
  return noted ? cli::kExitOk : exit_of(noted.error());
}

int reset_command(Arguments arguments) {
  std::vector<std::string> rest;
  bool lesson = false;
  for (const std::string& argument : arguments) {
    if (argument == "--lesson")
      lesson = true;
    else if (argument.starts_with("--lesson="))
      lesson = true, rest.push_back(argument.substr(9));
    else
      rest.push_back(argument);
  }
  if (lesson) return cli::reset_command(rest);
  std::string typed;
  cli::Arguments a("weir reset",
                   "weir reset 3             the starter of exercise 3 again; your file is kept\n"
                   "weir reset --lesson 11   forget what you did of lesson 11\n");
  a.positional("EXERCISE", typed, "its number");
  if (const auto code = parsed(a, arguments)) return *code;
  if (typed.empty())
    return exit_of({ErrorKind::kBadArgument, "Which exercise? Name its number: weir reset 3."});
  if (const auto known = find_exercise(typed); !known)
    return exit_of(
        {known.error().kind, known.error().text + "\nOf a lesson: weir reset --lesson " + typed});
  const auto desk = Desk::open(typed);
  if (!desk) return exit_of(desk.error());
  const auto kept = desk->workspace.reset(*desk->exercise);
  if (!kept) return exit_of(kept.error());
  if (const auto ok = desk->workspace.note(*desk->exercise, {}); !ok) return exit_of(ok.error());
  print("The starter again: " + desk->workspace.file(*desk->exercise) + '\n');
  if (!kept->empty()) print("Your file as it was: " + *kept + '\n');
  return cli::kExitOk;
}

}  // namespace weir::exercises

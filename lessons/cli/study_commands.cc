#include "lessons/cli/study_commands.h"

#include <algorithm>
#include <cstdio>

#include "engine/core/text_width.h"
#include "engine/trace/json.h"
#include "lessons/cli/arguments.h"
#include "lessons/cli/streams.h"
#include "lessons/cli/study_list.h"

namespace weir::cli {

namespace {

constexpr std::size_t kTitle = 40;

int usage(const Error& error) {
  complain(error.text);
  return error.kind == ErrorKind::kIo ? kExitEnvironment : kExitUsage;
}

void print(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

// nullopt: go on; else the exit code.
std::optional<int> parsed(Arguments& a, std::span<const std::string> arguments) {
  const auto wish = a.parse(arguments);
  if (!wish) return usage(wish.error());
  if (*wish == Arguments::Wish::kRun) return std::nullopt;
  print(a.help());
  return kExitOk;
}

struct Study {
  book::ProgressFile file;
  book::Progress progress;
  std::vector<StudyLine> lines;
};
Result<Study> study() {
  auto file = book::ProgressFile::here();
  if (!file) return file.error();
  auto progress = file->read();
  if (!progress) return progress.error();
  auto lines = study_lines(*progress);
  if (!lines) return lines.error();
  return Study{std::move(*file), std::move(*progress), std::move(*lines)};
}

std::string table(const std::vector<StudyLine>& lines, bool todo) {
  std::string out = " N  " + fit_to_width("lesson", kTitle, "~") + "minutes  state\n";
  for (const StudyLine& line : lines) {
    if (todo && (!line.open || line.standing.done)) continue;
    const std::string number = std::to_string(line.lesson->number);
    const std::string minutes =
        line.open ? std::to_string(line.open->file.minutes->value) : std::string();
    out += std::string(2 - std::min<std::size_t>(2, number.size()), ' ') + number + "  " +
           fit_to_width(line.title(), kTitle, "~") +
           std::string(7 - std::min<std::size_t>(7, minutes.size()), ' ') + minutes + "  " +
           line.state_text() + '\n';
  }
  return out;
}

std::string place_of(const StudyLine& line) {
  const std::size_t page = line.standing.next_page;
  const auto& pages = line.open->text.pages;
  if (page < pages.size() && line.standing.begun) return "read on at \"" + pages[page].title + '"';
  if (page < pages.size())
    return "begin it, about " + std::to_string(line.open->file.minutes->value) + " minutes";
  return "answer what is open";
}

Value exercises_json(const book::Progress& progress) {
  std::vector<Value> out;
  for (const auto& [number, e] : progress.exercises)
    out.push_back(Value::map(
        std::vector<Value>{Value::text("number"), Value::integer(number), Value::text("passed"),
                           Value::boolean(e.passed), Value::text("tries"), Value::integer(e.tries),
                           Value::text("hints"), Value::integer(e.hints), Value::text("revealed"),
                           Value::boolean(e.revealed)}));
  return Value::list(out);
}

std::string json_document(const char* schema, const Study& all) {
  return to_json(Value::map(std::vector<Value>{
             Value::text("schema"), Value::text(schema), Value::text("file"),
             Value::text(all.file.path()), Value::text("lessons"), study_json(all.lines),
             Value::text("exercises"), exercises_json(all.progress)})) +
         '\n';
}

}  // namespace

int status_command(const ExerciseStatus& exercises) {
  const auto all = study();
  if (!all) return usage(all.error());
  std::size_t done = 0, texts = 0;
  for (const StudyLine& line : all->lines) {
    texts += line.open ? 1 : 0;
    done += line.standing.done ? 1 : 0;
  }
  print("Weir teaches stateful stream processing, one step at a time.\n\n");
  print("lessons done  " + std::to_string(done) + " of " + std::to_string(texts) + '\n');
  print("exercises     " + exercises.done + '\n');
  const StudyLine* const next = next_of(all->lines);
  if (next != nullptr) {
    print("lesson " + std::to_string(next->lesson->number) + "      " + next->title() + ": " +
          next->state_text() + "\n\n");
    print("next:  weir next      " + place_of(*next) + '\n');
  } else {
    print("\nnext:  weir list      read one again\n");
  }
  print("also:  " + exercises.also + "\n       weir list      all lessons and exercises\n");
  print("       weir --help    all commands\n");
  return kExitOk;
}

int list_command(std::span<const std::string> arguments) {
  bool todo = false, json = false;
  Arguments a("weir list",
              "weir list           the lessons, and what you have done of them\n"
              "weir list --todo    what is left\n");
  a.flag("--todo", todo, "only those that are not done");
  a.flag("--json", json, "for programs");
  if (const auto code = parsed(a, arguments)) return *code;
  auto all = study();
  if (!all) return usage(all.error());
  if (json && todo)
    std::erase_if(all->lines, [](const StudyLine& l) { return !l.open || l.standing.done; });
  print(json ? json_document("weir-list/1", *all) : table(all->lines, todo));
  return kExitOk;
}

int progress_command(std::span<const std::string> arguments) {
  bool json = false;
  Arguments a("weir progress",
              "weir progress    what you have read and answered, and where that is kept\n");
  a.flag("--json", json, "for programs");
  if (const auto code = parsed(a, arguments)) return *code;
  const auto all = study();
  if (!all) return usage(all.error());
  if (json) {
    print(json_document("weir-progress/1", *all));
    return kExitOk;
  }
  print("kept in " + all->file.path() + (all->file.exists() ? "\n" : " (not there yet)\n"));
  for (const StudyLine& line : all->lines) {
    if (!line.open || !line.standing.begun) continue;
    print("\nlesson " + std::to_string(line.lesson->number) + ", " + line.title() + ": " +
          line.state_text() + ", " + std::to_string(line.standing.next_page) + " of " +
          std::to_string(line.open->text.pages.size()) + " pages read\n");
    for (const book::TextBlock* block : line.open->text.questions()) {
      const book::KeptAnswer* answer = all->progress.answer(line.lesson->number, block->name);
      print("  " + book::name_of(*line.open, *block) + "  ");
      if (answer == nullptr)
        print("open\n");
      else
        print((answer->right            ? "right    "
               : block->kind == "check" ? "not yet  "
                                        : "wrong    ") +
              shown(answer->said) + '\n');
    }
  }
  if (!all->progress.exercises.empty()) print("\nexercises\n");
  for (const auto& [number, e] : all->progress.exercises)
    print("  e" + std::to_string(number) + "  " + (e.passed ? "passed" : "open  ") + "  " +
          std::to_string(e.tries) + (e.tries == 1 ? " try, " : " tries, ") +
          std::to_string(e.hints) + (e.hints == 1 ? " hint" : " hints") +
          (e.revealed ? ", solutions shown" : "") + '\n');
  return kExitOk;
}

int reset_command(std::span<const std::string> arguments) {
  std::string typed;
  bool dry_run = false;
  Arguments a("weir reset --lesson",
              "weir reset --lesson 11              forget what you did of lesson 11\n"
              "weir reset --lesson 11 --dry-run    say what that would be\n");
  a.positional("LESSON", typed, "its number");
  a.flag("--dry-run", dry_run, "change nothing");
  if (const auto code = parsed(a, arguments)) return *code;
  const auto lesson = book::open_lesson(typed);
  if (!lesson) return usage(lesson.error());
  const auto file = book::ProgressFile::here();
  if (!file) return usage(file.error());
  const auto progress = file->read();
  if (!progress) return usage(progress.error());
  const book::Standing standing = book::standing_of(*lesson, *progress);
  const std::string what = "lesson " + std::to_string(lesson->number()) + ": " +
                           std::to_string(standing.answered) + " answers and " +
                           std::to_string(standing.next_page) + " pages read";
  if (!standing.begun) {
    print("There is nothing to forget of lesson " + std::to_string(lesson->number()) + ".\n");
    return kExitOk;
  }
  if (dry_run) {
    print("It would forget " + what + ".\n");
    return kExitOk;
  }
  const auto copy = file->back_up();
  if (!copy) return usage(copy.error());
  const auto changed = file->change([&](book::Progress& p) { p.forget(lesson->number()); });
  if (!changed) return usage(changed.error());
  print("Forgotten: " + what + ".\nAs it was before: " + *copy + '\n');
  return kExitOk;
}

}  // namespace weir::cli

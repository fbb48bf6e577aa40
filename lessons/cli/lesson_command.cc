#include "lessons/cli/lesson_command.h"

#include <cstdio>

#include "lessons/cli/arguments.h"
#include "lessons/cli/reading.h"
#include "lessons/cli/screen_options.h"
#include "lessons/cli/streams.h"
#include "lessons/lessons.h"

namespace weir::cli {

namespace {

constexpr const char* kLessonHead =
    R"(weir lesson 11             read it; stops where you are asked to predict
weir lesson 11 --page 3    only this page
weir lesson 11 --all       the whole text at once, predictions and all

Prints a lesson page by page. On a terminal it waits and asks; elsewhere it goes
on to the first prediction that you have not made (weir predict).
)";

constexpr const char* kNextHead =
    R"(weir next    read on where you stopped, or begin the next lesson
)";

int usage(const Error& error) {
  complain(error.text);
  return error.kind == ErrorKind::kIo ? kExitEnvironment : kExitUsage;
}

struct Typed {
  std::string lesson, page;
  bool all = false, no_input = false;
  ScreenWishes screen;
};

Result<ReadingWishes> wishes_of(const Typed& typed) {
  ReadingWishes out;
  out.all = typed.all;
  out.asks = somebody_is_there() && !typed.no_input && !typed.all;
  const auto screen = screen_of(typed.screen, surroundings(stdout));
  if (!screen) return screen.error();
  out.screen = *screen;
  return out;
}

}  // namespace

int lesson_command(std::span<const std::string> arguments) {
  Typed typed;
  Arguments a("weir lesson", kLessonHead);
  a.positional("LESSON", typed.lesson, "its number");
  a.option("--page", "PAGE", typed.page, "the number of a page, from 1");
  a.flag("--all", typed.all, "everything, whatever is still to be predicted");
  a.flag("--no-input", typed.no_input, "ask nothing");
  declare_screen(a, typed.screen);
  const auto wish = a.parse(arguments);
  if (!wish) return usage(wish.error());
  if (*wish == Arguments::Wish::kHelp) {
    std::fputs(a.help().c_str(), stdout);
    return kExitOk;
  }
  auto wishes = wishes_of(typed);
  if (!wishes) return usage(wishes.error());
  const auto lesson = book::open_lesson(typed.lesson);
  if (!lesson) return usage(lesson.error());
  if (!typed.page.empty()) {
    const auto page = number("--page", typed.page, 1, lesson->text.pages.size());
    if (!page) return usage(page.error());
    wishes->page = static_cast<std::size_t>(*page) - 1;
  }
  const auto file = book::ProgressFile::here();
  if (!file) return usage(file.error());
  return Reading(*lesson, *file, *wishes).read(false);
}

int next_command(std::span<const std::string> arguments) {
  Typed typed;
  Arguments a("weir next", kNextHead);
  a.flag("--no-input", typed.no_input, "ask nothing");
  declare_screen(a, typed.screen);
  const auto wish = a.parse(arguments);
  if (!wish) return usage(wish.error());
  if (*wish == Arguments::Wish::kHelp) {
    std::fputs(a.help().c_str(), stdout);
    return kExitOk;
  }
  const auto wishes = wishes_of(typed);
  if (!wishes) return usage(wishes.error());
  const auto file = book::ProgressFile::here();
  if (!file) return usage(file.error());
  const auto progress = file->read();
  if (!progress) return usage(progress.error());
  std::optional<book::OpenLesson> next;
  bool begun = false;  // a lesson that was begun goes before one that was not
  for (const lessons::Lesson& lesson : lessons::kLessons) {
    if (!book::has_text(lesson)) continue;
    auto opened = book::open_lesson(lesson);
    if (!opened) return usage(opened.error());
    const book::Standing standing = book::standing_of(*opened, *progress);
    if (standing.done || (next && (begun || !standing.begun))) continue;
    begun = standing.begun;
    next = std::move(*opened);
  }
  if (!next) {
    std::puts("You have been through all lessons there are.\nagain:  weir list");
    return kExitOk;
  }
  const book::Standing standing = book::standing_of(*next, *progress);
  if (standing.next_page < next->text.pages.size())
    return Reading(*next, *file, *wishes).read(true);
  const book::TextBlock* open =
      standing.prediction != nullptr ? standing.prediction : standing.check;
  std::printf("Lesson %d is read. Open is %s:\n\n", next->lesson->number,
              book::name_of(*next, *open).c_str());
  for (const std::string& line : open->lines) std::printf("%s\n", line.c_str());
  return kExitOk;
}

}  // namespace weir::cli

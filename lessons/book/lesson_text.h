// LessonText: a lesson.md as a program sees it: its pages, its blocks, its links to steps, each
// with the line on which it stands.
//   A page is a heading of the second level with what is below it; what stands above the first one
//   belongs to the first page. A block is fenced text; after the fence stands its kind, and a name
//   where the kind wants one: "console", "toml job.toml", "csv events.csv", "arith", "predict ID",
//   "check ID". In a console block a line "$ …" is a command, which a "\" at its end continues, and
//   the rest is what it prints. "[step 8]" and "[step 8 of RUN]" are links; "[step 8]: weir:MARK"
//   says to which named step. All other lines are prose.
// Lines count from 1. Ownership: a LessonText owns its lines. Errors: mistakes, with their lines.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir::book {

struct TextError {
  std::size_t line = 0;
  std::string what;
};

struct TextBlock {
  std::string kind, name;
  std::size_t line = 0;            // of its fence
  std::vector<std::string> lines;  // what is in it: the first one is on line + 1
  std::size_t page = 0;

  bool is_question() const { return kind == "predict" || kind == "check"; }
};

struct TextPage {
  std::string title;      // "Break it"
  std::size_t begin = 1;  // its first line
  std::size_t end = 1;    // the line behind its last one

  std::string name() const;  // "break-it", as lesson.toml calls it
};

struct StepLink {
  std::size_t line = 0;
  std::string text;  // "step 8 of two-ticks"
  std::int64_t step = 0;
  std::string run;        // "two-ticks"; empty: not said
  std::string milestone;  // of definitions only
};

struct ProseLine {
  std::size_t line = 0;
  std::string text;
  std::size_t page = 0;
};

struct LessonText {
  std::string text;
  std::vector<std::string> lines;  // lines[0] is line 1
  std::string title;               // of the first level, without its number
  std::int64_t number = 0;
  std::vector<TextPage> pages;
  std::vector<TextBlock> blocks;
  std::vector<StepLink> links, definitions;
  std::vector<ProseLine> prose;  // headings and definitions are not among them
  std::vector<TextError> errors;

  // The questions, in their order: the first one is number 1.
  std::vector<const TextBlock*> questions() const;
};

LessonText read_lesson_text(std::string text);

struct ConsoleCommand {
  std::size_t line = 0;
  std::string typed;                // behind "$ ", continued lines put together with one blank
  std::vector<std::string> output;  // as it stands in the text
  std::size_t output_line = 0;      // of its first line
};
std::vector<ConsoleCommand> commands_of(const TextBlock& console);

// The words of a command as a shell splits them: blanks, '…', "…" and backslashes; no variables, no
// pipes. nullopt: a quote is not closed, or there is what only a shell can do.
std::optional<std::vector<std::string>> shell_words(std::string_view command);

// The text with other output below its commands. `output` gets the whole of "$ …" and says what is
// printed, each line with its end; nullopt: the output stays.
std::string with_outputs(
    const std::string& text,
    const std::function<std::optional<std::string>(const ConsoleCommand&)>& output);

// "3", "-4", "0.5", "2.3.0": the numerals of a text, and where they begin.
struct Numeral {
  std::size_t at = 0;
  std::string text;
};
std::vector<Numeral> numerals_of(std::string_view text);

std::vector<std::string> split_lines(std::string_view text);

}  // namespace weir::book

#include <algorithm>
#include <array>
#include <cctype>

#include "engine/core/suggest.h"
#include "engine/core/text_width.h"
#include "lessons/book/check/lesson_check.h"

namespace weir::book {

namespace {

constexpr std::array<std::string_view, 11> kHeadings{
    "Goal",  "Scene",          "Predict",  "Run",      "Explain",   "Break it",
    "Tweak", "Check yourself", "Exercise", "In Flink", "Discussion"};
constexpr std::array<std::string_view, 3> kBanned{"simply", "obviously", "of course"};
constexpr std::size_t kColumns = 80, kWords = 1500, kTranscripts = 12, kTranscriptLines = 20,
                      kSentence = 25;

std::string number(std::size_t n) { return std::to_string(n); }

std::string small(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

void check_headings(LessonCheck& check) {
  const auto& pages = check.text.pages;
  for (std::size_t i = 0; i < std::max(pages.size(), kHeadings.size()); i++) {
    if (i < pages.size() && i < kHeadings.size() && pages[i].title == kHeadings[i]) continue;
    const std::string wanted = i < kHeadings.size()
                                   ? "## " + std::string(kHeadings[i]) + " is wanted here"
                                   : "no heading is wanted behind Discussion";
    const std::size_t line = i >= pages.size() ? check.text.lines.size() : pages[i].begin;
    check.in_text(line, (i < pages.size() ? "## " + pages[i].title + " stands here; " : "") +
                            wanted + ": a lesson has its eleven headings in their order");
    return;
  }
}

void check_names(LessonCheck& check) {
  const LessonFile& file = check.file;
  if (file.number->value != check.lesson->number)
    check.in_file(file.number->place, "this is lesson " + std::to_string(check.lesson->number) +
                                          ": number = " + std::to_string(check.lesson->number));
  if (check.text.number != file.number->value)
    check.in_text(1, "the title says lesson " + std::to_string(check.text.number) +
                         ", lesson.toml says " + std::to_string(file.number->value));
  if (check.text.title != file.title->value)
    check.in_text(1, "the title is '" + check.text.title + "', and '" + file.title->value +
                         "' in lesson.toml");
  if (!check.lesson->folder.ends_with('-' + file.slug->value))
    check.in_file(file.slug->place, "the folder is called '" + std::string(check.lesson->folder) +
                                        "', and the slug is what stands behind its number");
}

void check_lines(LessonCheck& check) {
  for (std::size_t i = 0; i < check.text.lines.size(); i++) {
    if (check.text.lines[i].starts_with("weir: ")) continue;  // a message, which terminals break
    const std::size_t width = text_width(check.text.lines[i]);
    if (width > kColumns)
      check.in_text(i + 1, "this line has " + number(width) + " columns; 80 are the most");
  }
  for (const ProseLine& line : check.text.prose)
    for (const std::string_view banned : kBanned)
      if (small(line.text).find(banned) != std::string::npos)
        check.in_text(line.line, "'" + std::string(banned) +
                                     "' helps nobody who does not see it: leave it out");
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out;
  std::string word;
  for (const char c : std::string(text) + ' ') {
    if (c != ' ') {
      word += c;
    } else if (!word.empty()) {
      out.push_back(std::exchange(word, {}));
    }
  }
  return out;
}

// Sentences end with . ! ? : or ;, with an empty line, or where an item of a list begins.
void check_sentences(LessonCheck& check) {
  std::size_t words = 0, begun = 0, last = 0, page = 0;
  const auto end = [&] {
    if (words > kSentence)
      check.in_text(
          begun, "this sentence has " + number(words) + " words; 25 are the most: make two of it");
    words = 0;
  };
  for (const ProseLine& line : check.text.prose) {
    const bool item = line.text.starts_with("- ") || line.text.starts_with("    ");
    if (line.line != last + 1 || line.text.empty() || item || line.page != page) end();
    last = line.line;
    page = line.page;
    for (const std::string& word : words_of(line.text)) {
      if (std::none_of(word.begin(), word.end(),
                       [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }))
        continue;
      if (words++ == 0) begun = line.line;
      const std::size_t tail = word.find_last_not_of("*)`'\"");
      if (tail != std::string::npos &&
          std::string_view(".!?:;").find(word[tail]) != std::string_view::npos)
        end();
    }
  }
  end();
}

// What the reader reads before the exercise, and how long that takes.
void check_length(LessonCheck& check) {
  const auto& pages = check.text.pages;
  const auto exercise = std::find_if(pages.begin(), pages.end(),
                                     [](const TextPage& p) { return p.title == "Exercise"; });
  if (exercise == pages.end()) return;
  std::size_t words = 0, transcripts = 0, parts = 0;
  for (const ProseLine& line : check.text.prose)
    if (line.line < exercise->begin) words += words_of(line.text).size();
  for (const TextBlock& block : check.text.blocks) {
    if (block.is_question())
      if (const QuestionSection* question = check.file.question(block.name))
        parts += question->parts().size();
    if (block.kind != "console") continue;
    transcripts++;
    std::size_t printed = 0;
    for (const ConsoleCommand& command : commands_of(block)) printed += command.output.size();
    if (printed > kTranscriptLines)
      check.in_text(block.line, "this transcript has " + number(printed) +
                                    " lines; 20 are the most: --from, --until");
  }
  if (words > kWords)
    check.in_text(exercise->begin, number(words) +
                                       " words stand before the exercise; 1500 are "
                                       "the most");
  if (transcripts > kTranscripts)
    check.in_text(1, "there are " + number(transcripts) + " transcripts; 12 are the most");
  // Halves of a minute are enough.
  const double minutes = static_cast<double>(words) / 180.0 +
                         0.25 * static_cast<double>(transcripts) + 0.5 * static_cast<double>(parts);
  const auto said = static_cast<double>(check.file.minutes->value);
  if (said < minutes - 1 || said > minutes + 1)
    check.in_file(check.file.minutes->place,
                  "minutes = " + std::to_string(check.file.minutes->value) + ", and " +
                      number(words) + " words / 180, " + number(transcripts) +
                      " transcripts of 15 s and " + number(parts) + " answers of 30 s make " +
                      number(static_cast<std::size_t>(minutes + 0.5)));
}

void check_minutes_said(LessonCheck& check) {
  for (const ProseLine& line : check.text.prose) {
    const std::size_t at = line.text.find("About ");
    if (at == std::string::npos || line.text.find(" minutes") == std::string::npos) continue;
    const auto numerals = numerals_of(line.text);
    const std::string wanted = std::to_string(check.file.minutes->value);
    if (numerals.empty() || numerals.front().text != wanted)
      check.in_text(line.line, "lesson.toml says minutes = " + wanted);
    return;
  }
  check.in_text(check.text.pages.empty() ? 1 : check.text.pages.front().begin,
                "the goal says how long it takes: About " +
                    std::to_string(check.file.minutes->value) + " minutes.");
}

void check_covers(LessonCheck& check) {
  std::vector<std::string> names;
  for (const TextPage& page : check.text.pages) names.push_back(page.name());
  std::map<std::string, std::string> seen;
  for (const CoverSection& cover : check.file.covers) {
    if (std::find(names.begin(), names.end(), cover.page.value) == names.end())
      check.in_file(cover.page.place, "there is no heading '" + cover.page.value + "'." +
                                          did_you_mean(cover.page.value, names));
  }
}

}  // namespace

void check_form(LessonCheck& check) {
  check_headings(check);
  check_names(check);
  check_lines(check);
  check_sentences(check);
  check_length(check);
  check_minutes_said(check);
  check_covers(check);
}

}  // namespace weir::book

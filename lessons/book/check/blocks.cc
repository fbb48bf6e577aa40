#include <algorithm>
#include <array>
#include <filesystem>

#include "engine/core/suggest.h"
#include "lessons/book/check/lesson_check.h"
#include "lessons/runs/whole_file.h"

namespace weir::book {

namespace {

std::string without_blanks(std::string_view text) {
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return std::string(text);
}

std::string stripped(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  return without_blanks(text);
}

bool is_gap(const std::string& line) { return stripped(line) == "..."; }

// Where the lines of a piece begin in a file, from `from` on; else how far the best try came.
struct Fit {
  bool whole = false;
  std::size_t at = 0, lines = 0;
};
Fit find_piece(const std::vector<std::string>& file, const std::vector<std::string>& piece,
               std::size_t from) {
  Fit best;
  for (std::size_t at = from; at < file.size(); at++) {
    std::size_t n = 0;
    while (n < piece.size() && at + n < file.size() && file[at + n] == piece[n]) n++;
    if (n == piece.size()) return {true, at, n};
    if (n > best.lines) best = {false, at, n};
  }
  return best;
}

void check_excerpt(LessonCheck& check, const TextBlock& block) {
  const std::string path = check.folder + '/' + block.name;
  std::error_code error;
  if (block.name.find('/') != std::string::npos || !std::filesystem::exists(path, error)) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(check.folder))
      names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    check.in_text(block.line,
                  "the lesson has no file '" + block.name + "'." + did_you_mean(block.name, names));
    return;
  }
  const auto text = runs::read_whole(path);
  const std::vector<std::string> file = split_lines(text ? *text : "");
  std::size_t from = 0;
  for (std::size_t i = 0; i < block.lines.size();) {
    if (is_gap(block.lines[i])) {
      i++;
      continue;
    }
    std::vector<std::string> piece;
    const std::size_t begin = i;
    while (i < block.lines.size() && !is_gap(block.lines[i])) piece.push_back(block.lines[i++]);
    const Fit fit = find_piece(file, piece, from);
    if (fit.whole) {
      from = fit.at + fit.lines;
      continue;
    }
    const std::string here = block.lines[begin + fit.lines];
    std::string what = block.name + " has no line '" + stripped(here) + "' here";
    if (fit.lines > 0)
      what = fit.at + fit.lines < file.size()
                 ? block.name + ':' + std::to_string(fit.at + fit.lines + 1) + " is '" +
                       stripped(file[fit.at + fit.lines]) + "', and here stands '" +
                       stripped(here) + '\''
                 : block.name + " ends before '" + stripped(here) + '\'';
    check.in_text(block.line + 1 + begin + fit.lines, what + ": copy the file, with ... for gaps");
    return;
  }
}

// "15 - 0 - 1 = 14      14 + 0 <= 14": two blanks or more stand between pieces.
std::vector<std::string> pieces_of(const std::string& line) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t end = std::min(line.find("  ", at), line.size());
    const std::string piece = stripped(std::string_view(line).substr(at, end - at));
    if (!piece.empty()) out.push_back(piece);
    at = std::max(end, at + 1);
    while (at < line.size() && line[at] == ' ') at++;
  }
  return out;
}

void check_arith(LessonCheck& check, const TextBlock& block) {
  for (std::size_t i = 0; i < block.lines.size(); i++)
    for (const std::string& piece : pieces_of(block.lines[i]))
      if (const auto holds = claim_holds(piece); holds && !*holds)
        check.in_text(block.line + 1 + i, "'" + piece + "' is not true");
}

void check_question(LessonCheck& check, const TextBlock& block, std::size_t number,
                    std::map<std::string, std::size_t>& seen) {
  std::vector<std::string> names;
  for (const QuestionSection& q : check.file.questions) names.push_back(q.name);
  if (check.file.question(block.name) == nullptr)
    return check.in_text(block.line, "lesson.toml has no [question." + block.name + "]." +
                                         did_you_mean(block.name, names));
  if (const auto [at, fresh] = seen.emplace(block.name, block.line); !fresh)
    return check.in_text(block.line, "'" + block.name + "' was asked in line " +
                                         std::to_string(at->second) + " already");
  const std::string wanted =
      "weir predict " + std::to_string(check.lesson->number) + '.' + std::to_string(number);
  for (std::size_t i = 0; i < block.lines.size(); i++) {
    const std::string line = stripped(block.lines[i]);
    if (!line.starts_with("weir predict ")) continue;
    if (line == wanted || line.starts_with(wanted + ' ')) return;
    return check.in_text(block.line + 1 + i, "'" + line + "' stands here, and this is question " +
                                                 std::to_string(number) + ": " + wanted);
  }
  check.in_text(block.line, "the question does not say how to answer it: " + wanted);
}

void check_order(LessonCheck& check) {
  std::size_t predictions = 0, checks = 0, first_prediction = 0, first_console = 0;
  for (const TextBlock& block : check.text.blocks) {
    if (block.kind == "predict" && predictions++ == 0) first_prediction = block.line;
    if (block.kind == "check") checks++;
    if (block.kind == "console" && first_console == 0) first_console = block.line;
  }
  if (predictions == 0 || (first_console != 0 && first_console < first_prediction))
    check.in_text(std::max<std::size_t>(first_console, 1),
                  "a prediction stands before the first transcript: ```predict ID");
  if (checks < 2)
    check.in_text(check.text.lines.size(),
                  "Check yourself wants two questions at least: ```check ID");
}

}  // namespace

void check_blocks(LessonCheck& check) {
  constexpr std::array<std::string_view, 4> kOwn{"console", "arith", "predict", "check"};
  std::size_t number = 0;
  std::map<std::string, std::size_t> seen;
  for (const TextBlock& block : check.text.blocks) {
    const bool own = std::find(kOwn.begin(), kOwn.end(), block.kind) != kOwn.end();
    if (block.is_question())
      check_question(check, block, ++number, seen);
    else if (block.kind == "arith")
      check_arith(check, block);
    else if (!own && !block.name.empty())
      check_excerpt(check, block);
    else if (!own)
      check.in_text(block.line,
                    "nobody can check this block: ```console, ```arith, ```predict ID, ```check "
                    "ID, or a file: ```toml job.toml");
  }
  for (const QuestionSection& question : check.file.questions)
    if (seen.count(question.name) == 0)
      check.in_file(question.origin.place, "lesson.md does not ask [question." + question.name +
                                               "]: ```predict " + question.name + " or ```check " +
                                               question.name);
  check_order(check);
}

}  // namespace weir::book

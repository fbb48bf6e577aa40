// LessonCheck: one lesson under examination, and what was found wrong. Shared by the checks of this
// folder, each a function of its own.
//   A finding says where, what is seen, what is wanted, and what to do.
#pragma once
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "lessons/book/lesson_file.h"
#include "lessons/book/lesson_runs.h"
#include "lessons/book/lesson_text.h"
#include "lessons/lesson.h"

namespace weir::book {

struct Finding {
  std::string file;  // "lesson.md", "lesson.toml"
  std::size_t line = 0;
  std::string what;

  std::string text() const;  // "lesson.md:119: …"
  auto operator<=>(const Finding&) const = default;
};

// Runs a command of the tool, its words behind "weir", and gives what it prints. `variant`: 0 or 1;
// surroundings in which it must print the same.
using RunCommand =
    std::function<Result<std::string>(const std::vector<std::string>& words, int variant)>;

struct LessonCheck {
  const lessons::Lesson* lesson = nullptr;
  std::string folder;
  LessonText text;
  LessonFile file;
  LessonRuns runs;
  std::vector<Finding> findings;
  std::set<std::string> used_runs;
  std::string vectors;  // folder of the recorded vectors; empty: they are not compared

  void in_text(std::size_t line, std::string what) {
    findings.push_back({"lesson.md", line, std::move(what)});
  }
  void in_file(const TextRef& at, std::string what) {
    const Diagnostic d = file.diagnose(at, std::move(what));
    findings.push_back({"lesson.toml", static_cast<std::size_t>(d.place.line), d.what});
  }
  std::optional<RunSpec> spec_of(const Text& run) const {
    const RunSection* section = run ? file.run(run->value) : nullptr;
    if (section == nullptr) return std::nullopt;
    return RunSpec{section->sets(), section->kills()};
  }
};

// Headings, title, widths, lengths, words that are not used.
void check_form(LessonCheck& check);
// Excerpts of files, arithmetic, questions and their numbers.
void check_blocks(LessonCheck& check);
// Runs open and do what they are expected to; recorded vectors.
void check_runs(LessonCheck& check);
// Commands fit runs; with `run` what they print is what stands below them.
void check_commands(LessonCheck& check, const RunCommand& run);
// Named steps and the links to them, both ways.
void check_milestones(LessonCheck& check);
// Answers, wrong answers, replies.
void check_questions(LessonCheck& check);
// Every numeral of the prose and of the replies is one that the lesson shows; sums in them hold.
void check_numerals(LessonCheck& check);
// Every run is there for something. After the checks above.
void check_used(LessonCheck& check);

// The text with what its commands print now, and with the numbers that its named steps have now.
std::string refreshed_text(LessonCheck& check, const RunCommand& run);

// A claim without letters, "15 - 0 - 1 = 14", "1 < 2 < 3". nullopt: it is none; else whether it
// holds.
std::optional<bool> claim_holds(std::string_view text);

}  // namespace weir::book

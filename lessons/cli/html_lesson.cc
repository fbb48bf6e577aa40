#include "lessons/cli/html_lesson.h"

#include <algorithm>
#include <utility>

#include "lessons/book/predictions.h"
#include "lessons/book/question.h"

namespace weir::cli {

namespace {

// "no-new-watermark" as "No new watermark".
std::string title_of(std::string name) {
  std::replace(name.begin(), name.end(), '-', ' ');
  if (!name.empty() && name[0] >= 'a' && name[0] <= 'z')
    name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return name;
}

std::string flowing(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) {
    const std::size_t first = line.find_first_not_of(' ');
    if (first == std::string::npos) continue;
    if (!out.empty()) out += ' ';
    out += line.substr(first);
  }
  return out;
}

std::string flowing(const std::string& text) { return flowing(book::split_lines(text)); }

std::string value_or_empty(const Text& text) { return text ? flowing(text->value) : ""; }

Result<diagrams::PageAsk> ask_of(const book::OpenLesson& lesson, book::LessonRuns& runs,
                                 const book::DuePrediction& due, const book::PartSection& part) {
  const book::Asked asked{&lesson.file, due.question, {}};
  diagrams::PageAsk out;
  out.id = due.id;
  out.before = due.step;
  out.kind = part.kind ? part.kind->value : "text";
  out.text = flowing(book::asked_lines(*due.block));
  const auto answer = book::engine_says(asked, part, runs);
  if (!answer) return answer.error();
  out.answer = answer->text();
  out.right = value_or_empty(due.question->right);
  out.otherwise = value_or_empty(part.otherwise);
  for (const book::WrongSection& wrong : part.wrong) {
    const auto said = book::wrong_said(asked, part, wrong, runs);
    if (!said) return said.error();
    if (*said)
      out.wrong.push_back(
          {(*said)->text(), value_or_empty(wrong.say), value_or_empty(wrong.because)});
  }
  return out;
}

}  // namespace

const book::RunSection* run_with(const book::LessonFile& file, const book::RunSpec& spec) {
  for (const book::RunSection& run : file.runs)
    if (run.sets() == spec.sets && run.kills() == spec.kills) return &run;
  return nullptr;
}

Result<void> add_lesson(const book::OpenLesson& lesson, book::LessonRuns& runs,
                        const book::RunSpec& spec, diagrams::PageRun& out) {
  const book::RunSection* const run = run_with(lesson.file, spec);
  if (run == nullptr) return {};
  if (spec.sets.empty() && spec.kills.empty() && lesson.file.goal)
    out.chapters.push_back({0, lesson.text.title, flowing(lesson.file.goal->value)});
  for (const book::MilestoneSection& mark : lesson.file.milestones) {
    if (!mark.run || mark.run->value != run->name || !mark.at) continue;
    const auto step = runs.step_of(spec, mark.at->value);
    if (!step) return step.error();
    out.chapters.push_back({*step, title_of(mark.name), value_or_empty(mark.say)});
  }
  std::stable_sort(out.chapters.begin(), out.chapters.end(),
                   [](const auto& a, const auto& b) { return a.step < b.step; });
  for (const book::DuePrediction& due : book::predictions_of(lesson, runs)) {
    if (due.run != spec) continue;
    const auto parts = due.question->parts();
    for (std::size_t i = 0; i < parts.size(); i++) {
      auto ask = ask_of(lesson, runs, due, parts[i]);
      if (!ask) return ask.error();
      if (parts.size() > 1) {
        ask->id += '.' + std::to_string(i + 1);
        ask->text += " (Answer " + std::to_string(i + 1) + " of " + std::to_string(parts.size()) +
                     ": " + book::wanted_text(book::answer_kind(ask->kind)) + ".)";
      }
      out.asks.push_back(std::move(*ask));
    }
  }
  return {};
}

}  // namespace weir::cli

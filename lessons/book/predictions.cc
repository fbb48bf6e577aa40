#include "lessons/book/predictions.h"

#include "lessons/book/question.h"

namespace weir::book {

namespace {

// The events of a query for a field of events: "late(start = 10)" of "late(start = 10).row".
std::string events_of(const std::string& query) {
  std::size_t depth = 0;
  for (std::size_t i = 0; i < query.size(); i++) {
    if (query[i] == '(') depth++;
    if (query[i] == ')' && --depth == 0) return query.substr(0, i + 1);
  }
  return query;
}

}  // namespace

std::vector<DuePrediction> predictions_of(const OpenLesson& lesson, LessonRuns& runs) {
  std::vector<DuePrediction> all;
  std::size_t number = 0;
  for (const TextBlock* block : lesson.text.questions()) {
    number++;
    const QuestionSection& question = lesson.question(*block);
    if (block->kind != "predict" || !question.run) continue;
    DuePrediction out;
    out.id = std::to_string(lesson.number()) + '.' + std::to_string(number);
    out.block = block;
    out.question = &question;
    out.run = Asked{&lesson.file, &question, {}}.spec();
    if (question.spoiler)
      if (const auto step = runs.step_of(out.run, question.spoiler->value)) out.step = *step;
    // Of several parts the first answer that is seen counts.
    for (const PartSection& part : question.parts()) {
      if (!part.answer || !is_query(part.answer->value)) continue;
      const auto step = runs.step_of(out.run, events_of(part.answer->value));
      if (step && *step > 0 && (out.step == 0 || *step < out.step)) out.step = *step;
    }
    if (out.step > 0) all.push_back(std::move(out));
  }
  return all;
}

std::vector<std::string> asked_lines(const TextBlock& block) {
  std::vector<std::string> out;
  for (const std::string& line : block.lines)
    if (line.find("weir predict ") == std::string::npos) out.push_back(line);
  while (!out.empty() && out.back().empty()) out.pop_back();
  return out;
}

}  // namespace weir::book

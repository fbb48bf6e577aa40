#include "lessons/book/question.h"

#include <algorithm>

#include "lessons/book/check/lesson_check.h"

namespace weir::book {

namespace {

bool is_check(const LessonCheck& check, const std::string& name) {
  return std::any_of(check.text.blocks.begin(), check.text.blocks.end(),
                     [&](const TextBlock& b) { return b.kind == "check" && b.name == name; });
}

// A reply to a check must leave the number to be found. Small numbers are everywhere.
void check_spoiler(LessonCheck& check, const Said& answer, const Text& reply) {
  if (answer.kind != AnswerKind::kNumber || answer.values.size() != 1 ||
      answer.values[0].kind() != Kind::kInt || answer.values[0].as_int() < 10)
    return;
  for (const Numeral& numeral : numerals_of(reply->value))
    if (numeral.text == answer.text())
      check.in_file(reply->place, "this reply gives the answer away, " + answer.text() +
                                      ": it is read before the question is answered right");
}

void check_part(LessonCheck& check, const Asked& asked, const PartSection& part) {
  const auto answer = engine_says(asked, part, check.runs);
  const TextRef place = part.vary ? part.vary->origin.place : part.answer->place;
  if (!answer) return check.in_file(place, answer.error().text);
  const bool at_once = is_check(check, asked.question->name);
  if (at_once) check_spoiler(check, *answer, part.otherwise);
  std::vector<std::pair<Said, std::string>> seen;
  for (const WrongSection& entry : part.wrong) {
    const auto when = wrong_said(asked, part, entry, check.runs);
    if (!when) {
      check.in_file(entry.when->place, when.error().text);
      continue;
    }
    const Said& said = **when;
    if (said == *answer)
      check.in_file(entry.when->place, "when = \"" + entry.when->value + "\" is " + said.text() +
                                           ", and that is the right answer");
    for (const auto& [other, text] : seen)
      if (other == said)
        check.in_file(entry.when->place, "when = \"" + entry.when->value + "\" is " + said.text() +
                                             ", as \"" + text + "\" is: one reply is never read");
    seen.emplace_back(said, entry.when->value);
    if (at_once) check_spoiler(check, *answer, entry.say);
  }
}

}  // namespace

void check_questions(LessonCheck& check) {
  for (const QuestionSection& question : check.file.questions) {
    if (check.file.run(question.run->value) == nullptr) continue;
    check.used_runs.insert(question.run->value);
    const Asked asked{&check.file, &question, {}};
    if (!check.runs.run(asked.spec())) continue;  // said of the run
    for (const PartSection& part : question.parts()) check_part(check, asked, part);
    if (!question.spoiler) continue;
    if (const auto step = check.runs.step_of(asked.spec(), question.spoiler->value); !step)
      check.in_file(question.spoiler->place, step.error().text);
  }
}

}  // namespace weir::book

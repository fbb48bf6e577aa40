#include "lessons/book/check/check.h"

#include <algorithm>

#include "lessons/book/check/coverage.h"
#include "lessons/runs/target.h"
#include "lessons/runs/whole_file.h"

namespace weir::book {

namespace {

Result<LessonCheck> open(const lessons::Lesson& lesson, Diagnostics& mistakes) {
  const std::string folder = runs::folder_of(lesson);
  auto text = runs::read_whole(folder + "/lesson.md");
  if (!text) return text.error();
  auto file = runs::read_whole(folder + "/lesson.toml");
  if (!file) return file.error();
  ReadLessonFile read = read_lesson_file("lesson.toml", std::move(*file));
  mistakes = std::move(read.mistakes);
  LessonCheck out{&lesson,
                  folder,
                  read_lesson_text(std::move(*text)),
                  std::move(read.file),
                  LessonRuns(folder + '/'),
                  {},
                  {},
                  {}};
  return out;
}

std::size_t transcripts_of(const LessonText& text) {
  std::size_t n = 0;
  for (const TextBlock& block : text.blocks)
    if (block.kind == "console") n += commands_of(block).size();
  return n;
}

void run_all(LessonCheck& check, const CheckWishes& wishes) {
  check.vectors = wishes.vectors;
  check_form(check);
  check_blocks(check);
  check_runs(check);
  check_commands(check, wishes.run);
  check_milestones(check);
  check_questions(check);
  check_numerals(check);
  check_used(check);
}

}  // namespace

std::string Finding::text() const { return file + ':' + std::to_string(line) + ": " + what; }

Result<CheckedLesson> check_lesson(const lessons::Lesson& lesson, const CheckWishes& wishes) {
  Diagnostics mistakes;
  auto opened = open(lesson, mistakes);
  if (!opened) return opened.error();
  LessonCheck& check = *opened;
  CheckedLesson out;
  for (const TextError& error : check.text.errors) check.in_text(error.line, error.what);
  for (const Diagnostic& mistake : mistakes)
    check.findings.push_back(
        {"lesson.toml", static_cast<std::size_t>(mistake.place.line), mistake.what});
  // What is not whole cannot be judged further.
  if (check.findings.empty()) {
    if (wishes.refresh && wishes.run) {
      const std::string text = refreshed_text(check, wishes.run);
      out.refreshed = text != check.text.text;
      if (out.refreshed) {
        if (const auto ok = runs::write_whole(check.folder + "/lesson.md", text); !ok)
          return ok.error();
        check.text = read_lesson_text(text);
      }
    }
    run_all(check, wishes);
    const auto table = read_coverage(runs::lessons_folder());
    if (!table) return table.error();
    check_coverage(check, *table, out.treated);
    out.ideas = table->lessons_of.size();
  }
  out.runs = check.file.runs.size();
  out.questions = check.file.questions.size();
  out.transcripts = transcripts_of(check.text);
  out.findings = std::move(check.findings);
  std::sort(out.findings.begin(), out.findings.end());
  out.findings.erase(std::unique(out.findings.begin(), out.findings.end()), out.findings.end());
  return out;
}

Result<std::vector<GlobalFinding>> check_order_of(const std::vector<const lessons::Lesson*>& all) {
  std::vector<GlobalFinding> out;
  std::map<std::string, int> taught;  // by the first that teaches it
  for (const lessons::Lesson* lesson : all) {
    Diagnostics mistakes;
    auto check = open(*lesson, mistakes);
    if (!check) return check.error();
    if (!mistakes.empty()) continue;
    for (const auto& need : check->file.needs)
      if (taught.count(need.value) == 0)
        check->in_file(need.place, "no earlier lesson teaches '" + need.value +
                                       "': what a lesson needs is in 'teaches' of one before it");
    for (const auto& idea : check->file.teaches)
      if (const auto [at, fresh] = taught.emplace(idea.value, lesson->number); !fresh)
        check->in_file(idea.place, "lesson " + std::to_string(at->second) + " teaches '" +
                                       idea.value + "' already");
    for (Finding& finding : check->findings) out.push_back({lesson->number, std::move(finding)});
  }
  return out;
}

}  // namespace weir::book

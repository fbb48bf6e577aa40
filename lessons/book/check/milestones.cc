#include "engine/core/suggest.h"
#include "lessons/book/check/lesson_check.h"

namespace weir::book {

namespace {

void check_definition(LessonCheck& check, const StepLink& link) {
  const MilestoneSection* milestone = check.file.milestone(link.milestone);
  if (milestone == nullptr) {
    std::vector<std::string> names;
    for (const MilestoneSection& m : check.file.milestones) names.push_back(m.name);
    return check.in_text(link.line, "lesson.toml has no [milestone." + link.milestone + "]." +
                                        did_you_mean(link.milestone, names));
  }
  const auto spec = check.spec_of(milestone->run);
  if (!spec) return;
  const auto step = check.runs.step_of(*spec, milestone->at->value);
  if (!step) return;  // said of the milestone
  if (*step != link.step) {
    const std::string right =
        "step " + std::to_string(*step) + (link.run.empty() ? "" : " of " + link.run);
    check.in_text(link.line, '[' + link.text + "] points at " + link.milestone +
                                 ", which is step " + std::to_string(*step) + ": write [" + right +
                                 "], or --refresh");
  }
  if (!link.run.empty() && link.run != milestone->run->value)
    check.in_text(link.line, '[' + link.text + "] points at " + link.milestone +
                                 ", which is of the run " + milestone->run->value);
}

}  // namespace

void check_milestones(LessonCheck& check) {
  std::map<std::string, const StepLink*> defined;
  std::set<std::string> linked, pointed;
  for (const StepLink& link : check.text.definitions) {
    if (const auto [at, fresh] = defined.emplace(link.text, &link); !fresh)
      check.in_text(link.line, '[' + link.text + "] means " + at->second->milestone +
                                   " already: say of "
                                   "which run, [step N of RUN]");
    pointed.insert(link.milestone);
    check_definition(check, link);
  }
  for (const StepLink& link : check.text.links) {
    linked.insert(link.text);
    if (defined.count(link.text) == 0)
      check.in_text(link.line, '[' + link.text + "] points nowhere: at the end, write [" +
                                   link.text + "]: weir:NAME");
  }
  for (const auto& [text, link] : defined)
    if (linked.count(text) == 0) check.in_text(link->line, "no sentence has a link [" + text + ']');
  for (const MilestoneSection& milestone : check.file.milestones) {
    if (pointed.count(milestone.name) == 0)
      check.in_file(milestone.origin.place,
                    "lesson.md has no link to [milestone." + milestone.name + ']');
    const auto spec = check.spec_of(milestone.run);
    if (!spec) continue;
    check.used_runs.insert(milestone.run->value);
    if (const auto step = check.runs.step_of(*spec, milestone.at->value); !step)
      check.in_file(milestone.at->place, "[milestone." + milestone.name +
                                             "]: " + step.error().text + " in [run." +
                                             milestone.run->value + ']');
  }
}

}  // namespace weir::book

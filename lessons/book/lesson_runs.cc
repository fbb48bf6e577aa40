#include "lessons/book/lesson_runs.h"

#include <charconv>
#include <optional>

namespace weir::book {

namespace {

Error wrong(std::string text) { return {ErrorKind::kBadArgument, std::move(text)}; }

Result<runs::Injection> injection(const std::string& text) {
  const std::size_t at = text.rfind('@');
  runs::Injection out;
  if (at != std::string::npos) {
    out.kill = text.substr(0, at);
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data() + at + 1, end, out.at_decision);
    if (read.ec == std::errc() && read.ptr == end) return out;
  }
  return wrong("'" + text + "' is no kill: a task and a decision, as 'count#0@14'");
}

}  // namespace

bool LessonRuns::opens(const RunSpec& spec) const {
  const auto target = runs::find_target(target_);
  if (!target) return false;
  runs::JobWishes wishes;
  wishes.sets = spec.sets;
  return runs::open_job(*target, wishes).has_value();
}

Result<const runs::RecordedRun*> LessonRuns::run(const RunSpec& spec) {
  if (const auto known = runs_.find(spec); known != runs_.end())
    return static_cast<const runs::RecordedRun*>(known->second.get());
  runs::RunWishes wishes;
  wishes.target = target_;
  wishes.sets = spec.sets;
  for (const std::string& kill : spec.kills) {
    auto one = injection(kill);
    if (!one) return one.error();
    wishes.injections.push_back(std::move(*one));
  }
  auto run = runs::RecordedRun::open(wishes);
  if (!run) return run.error();
  if (!(*run)->finish()) return wrong("the run does not end");
  return static_cast<const runs::RecordedRun*>((runs_[spec] = std::move(*run)).get());
}

Result<QueryAnswer> LessonRuns::ask(const RunSpec& spec, const std::string& query) {
  const std::pair asked{spec, query};
  if (const auto known = answers_.find(asked); known != answers_.end()) return known->second;
  const auto recorded = run(spec);
  if (!recorded) return recorded.error();
  const Timeline& timeline = (*recorded)->timeline();
  const TimelineCursor beginning(timeline);
  const CompiledQuery compiled = compile_query(query, query_scope(beginning.world().plan()));
  if (!compiled.query) {
    std::string text;
    for (const TextMistake& mistake : compiled.mistakes)
      text += (text.empty() ? "" : "\n") + to_text(diagnose(query, query, mistake));
    return wrong(text);
  }
  auto answer = evaluate(*compiled.query, timeline);
  if (answer) answers_[asked] = *answer;
  return answer;
}

Result<std::int64_t> LessonRuns::step_of(const RunSpec& spec, const std::string& query) {
  const auto answer = ask(spec, query);
  if (!answer) return answer.error();
  if (answer->form != QueryForm::kEvents || answer->events.empty())
    return wrong("'" + query + "' finds no event");
  return answer->events.front().step;
}

}  // namespace weir::book

#include <algorithm>

#include "lessons/book/check/flink_vector.h"
#include "lessons/book/check/lesson_check.h"

namespace weir::book {

namespace {

// What stands in front of the comparison of an expectation, outside of its parentheses.
std::string left_side(const std::string& query) {
  int depth = 0;
  for (std::size_t i = 0; i < query.size(); i++) {
    if (query[i] == '(' || query[i] == '[') depth++;
    if (query[i] == ')' || query[i] == ']') depth--;
    if (depth > 0 || query[i] != ' ' || i + 1 == query.size()) continue;
    if (std::string_view("=<>!").find(query[i + 1]) != std::string_view::npos ||
        query.compare(i, 4, " is ") == 0)
      return query.substr(0, i);
  }
  return {};
}

std::string shown(const std::vector<Value>& values) {
  const auto text = [](const Value& value) {
    if (value == Value::integer(kMinTimestamp)) return std::string("MIN");
    if (value == Value::integer(kMaxTimestamp)) return std::string("MAX");
    return value.to_string();
  };
  if (values.size() == 1) return text(values[0]);
  std::string out = "[";
  for (const Value& value : values) out += (out.size() > 1 ? ", " : "") + text(value);
  return out + ']';
}

std::string seen_instead(LessonRuns& runs, const RunSpec& spec, const std::string& query) {
  const std::string left = left_side(query);
  if (left.empty()) return "";
  const auto answer = runs.ask(spec, left);
  if (!answer) return "";
  if (answer->form == QueryForm::kValue) return ": " + left + " is " + shown(answer->values);
  if (answer->form == QueryForm::kEvents)
    return ": " + left + " finds " + std::to_string(answer->events.size()) + " events";
  return "";
}

void check_run(LessonCheck& check, const RunSection& run) {
  const RunSpec spec{run.sets(), run.kills()};
  const std::string name = "[run." + run.name + ']';
  const auto recorded = check.runs.run(spec);
  if (!recorded)
    return check.in_file(run.origin.place, name + " cannot run: " + recorded.error().text);
  if (const std::string missed = (*recorded)->missed_fault(); !missed.empty())
    check.in_file(run.origin.place, name + ": '" + missed + "' did not happen");
  for (const auto& expect : run.expect) {
    const auto answer = check.runs.ask(spec, expect.value);
    if (!answer)
      check.in_file(expect.place, answer.error().text);
    else if (!answer->holds)
      check.in_file(expect.place, "'" + expect.value + "' does not hold in " + name +
                                      seen_instead(check.runs, spec, expect.value));
  }
  if (!run.flink || check.vectors.empty()) return;
  if (const auto same = equals_vector((*recorded)->timeline(), check.vectors, run.flink->value);
      !same)
    check.in_file(run.flink->place, name + " is not what Flink did in " + run.flink->value + ": " +
                                        same.error().text);
}

}  // namespace

void check_runs(LessonCheck& check) {
  for (const RunSection& run : check.file.runs) check_run(check, run);
}

void check_used(LessonCheck& check) {
  for (const RunSection& run : check.file.runs)
    if (check.used_runs.count(run.name) == 0)
      check.in_file(run.origin.place,
                    "no command, milestone or question uses [run." + run.name + ']');
}

}  // namespace weir::book

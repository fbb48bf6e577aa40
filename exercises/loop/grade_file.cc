// Tested by tests/exercises/grade_file_test.cc.
#include "exercises/loop/grade_file.h"

#include <algorithm>
#include <utility>

#include "engine/trace/ndjson.h"
#include "exercises/loop/child.h"
#include "exercises/loop/narration.h"
#include "exercises/loop/workspace.h"
#include "exercises/report/report_codec.h"
#include "lessons/runs/whole_file.h"

namespace weir::exercises {

namespace {

// Of a failing schedule so many lines are told.
constexpr std::size_t kNarrated = 14;

std::vector<std::string> error_lines(const CompileError& error) {
  std::vector<std::string> out = error.lines();
  if (error.errors > 1)
    out.push_back("(" + std::to_string(error.errors - 1) + " more errors; the first one first)");
  if (!error.help.empty()) out.push_back("help      " + error.help);
  return out;
}

std::size_t lines_of(const std::string& text) {
  std::size_t n = 0;
  for (const char c : text) n += c == '\n' ? 1 : 0;
  return n;
}

// Messages in their order; what no grader sends is left out, and then the plan is not whole.
void take(const std::vector<Value>& messages, Graded& graded) {
  for (const Value& message : messages) {
    if (auto plan = plan_of(message))
      graded.plan = std::move(*plan);
    else if (auto check = check_report_of(message))
      graded.checks.push_back(std::move(*check));
    else if (auto ending = ending_of(message))
      graded.ending = std::move(*ending);
  }
}

const std::string* said(const Finding& finding) {
  return finding.lines.empty() ? nullptr : &finding.lines.back().second;
}

// In a process of its own a schedule does what it did among others, unless something was carried
// over from those.
bool the_same(const Finding& found, const CheckReport& alone) {
  if (alone.outcome != Outcome::kFail) return false;
  const std::string *a = said(found), *b = said(alone.finding);
  return a != nullptr && b != nullptr && *a == *b;
}

void differs_by_itself(const CheckReport& alone, Graded& graded) {
  CheckReport& check = graded.checks.back();
  const std::string before = *said(check.finding);
  const std::string* now = said(alone.finding);
  check.outcome = Outcome::kUnknown;
  check.finding = {};
  check.finding.kind = FindingKind::kNotDeterministic;
  check.finding.lines = {
      {"run 1", before + ", after other runs"},
      {"run 2", (alone.outcome == Outcome::kOk || now == nullptr ? std::string("right") : *now) +
                    ", in a process of its own"}};
  graded.like.clear();
}

void narrate_failure(const CompileResult& compiled, Graded& graded) {
  const std::string token = graded.token();
  const Finding* finding = graded.finding();
  if (token.empty() || finding->kind == FindingKind::kTodo) return;
  const auto traced = trace_schedule(compiled.program, compiled.sanitized, token);
  if (!traced) return;  // the verdict stands without
  if (!the_same(*finding, traced->report)) return differs_by_itself(traced->report, graded);
  const auto timeline = timeline_of(traced->ndjson);
  if (!timeline) return;
  graded.narration =
      narration_lines(narrate(*timeline, std::string(graded.exercise->uid)), kNarrated);
}

// The plan has the checks that the exercise has words for.
bool fits(const Graded& graded, const Exercise& exercise, const Hints& hints) {
  if (!graded.plan || graded.plan->exercise != exercise.number) return false;
  for (const auto& [id, words] : hints.checks) {
    const auto& checks = graded.plan->checks;
    if (std::none_of(checks.begin(), checks.end(),
                     [&id = id](const CheckName& check) { return check.id == id; }))
      return false;
  }
  return true;
}

}  // namespace

Result<GradedFile> grade_file(const Toolchain& toolchain, const Exercise& exercise,
                              const std::string& file, const Hints& hints,
                              const GradeWishes& wishes) {
  GradedFile out;
  Graded& graded = out.graded;
  graded.exercise = &exercise;
  const auto text = runs::read_whole(file);
  if (!text) return text.error();
  const auto starter = runs::read_whole(folder_of(exercise) + '/' + Workspace::kFile);
  graded.starter = starter && *starter == *text;
  auto compiled = compile(toolchain, file,
                          {.build_folder = wishes.build_folder,
                           .sanitize = wishes.sanitize,
                           .folders = {folder_of(exercise)}});
  if (!compiled) return compiled.error();
  out.compiled = std::move(*compiled);
  if (!out.compiled.ok) {
    graded.errors = error_lines(*out.compiled.error);
    graded.raw_hint = "everything " + out.compiled.compiler +
                      " said: " + std::to_string(lines_of(out.compiled.said)) + " lines";
    return out;
  }
  Program program;
  program.path = out.compiled.program;
  program.arguments = {"grade", "--seed", std::to_string(wishes.seed), "--budget",
                       std::to_string(wishes.budget)};
  program.sanitized = out.compiled.sanitized;
  program.last = [](const Value& message) { return ending_of(message).has_value(); };
  auto ended = run(program);
  if (!ended) return ended.error();
  take(ended->messages, graded);
  graded.output = ended->output;
  if (ended->how != How::kFinished) {
    graded.stopped = stopped(*ended, file);
    graded.stopped_check = ended->where.check;
    return out;
  }
  if (!fits(graded, exercise, hints)) {
    graded.checks.clear();
    graded.stopped = Stopped{
        .verdict = Stopped::Verdict::kFail,
        .sanitize = false,
        .lines = {{"stopped", "the checks that were made are not those of this exercise"},
                  {"why",
                   "your file defines something that the grader has, too. It must hold your types "
                   "and WEIR_EXERCISE(...), and no function check()."}}};
    return out;
  }
  if (graded.ending && graded.finding() != nullptr) {
    if (const WrongSolution* like = hints.with_fingerprint(graded.ending->fingerprint))
      graded.like = like->name;
    narrate_failure(out.compiled, graded);
  }
  return out;
}

Result<TracedSchedule> trace_schedule(const std::string& path, bool sanitized,
                                      const std::string& token) {
  Program program;
  program.path = path;
  program.arguments = {"trace", token};
  program.sanitized = sanitized;
  program.last = [](const Value& message) {
    const auto piece = trace_piece_of(message);
    return piece && piece->empty();
  };
  const auto ended = run(program);
  if (!ended) return ended.error();
  TracedSchedule out;
  for (const Value& message : ended->messages) {
    if (const auto piece = trace_piece_of(message))
      out.ndjson += *piece;
    else if (auto report = check_report_of(message))
      out.report = std::move(*report);
  }
  if (ended->how == How::kFinished) return out;
  std::string why = "your code did not come to the end of this schedule";
  for (const auto& [label, body] : stopped(*ended).lines)
    if (label == "stopped") why = body;
  return Error{ErrorKind::kUserFunction, why + "; 'weir check' says more."};
}

Result<Timeline> timeline_of(const std::string& ndjson) {
  auto trace = read_ndjson(ndjson);
  if (!trace) return trace.error();
  return Timeline::read(std::move(*trace));
}

}  // namespace weir::exercises

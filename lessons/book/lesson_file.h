// LessonFile: a lesson.toml, read strictly: what the machinery knows of a lesson and its reader
// must not see before the answer. Prose stands in lesson.md (lesson_text.h), nothing is written
// twice.
//   [run.NAME]       the lesson's job with some keys overridden, and what must then be true
//   [milestone.NAME]      a named step of a run
//   [question.NAME]  what is asked, its answer, and replies to wrong answers
//   [covers]         rows of the coverage table, by the page that treats them
//   An answer is a query on the run's trace (trace/query/query.h), a literal, or
//   { vary = "KEY", until = "QUERY" }: the smallest value of a key for which the query holds.
// Ownership: places are good for `document`. Errors: all mistakes, with places and did-you-mean;
//   what is wrong is left out. Whether queries compile is known when they are asked.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/config/keys.h"

namespace weir::book {

struct RunSection {
  static std::span<const Key<RunSection>> keys();
  std::string name;
  Origin origin;
  Texts set;   // as --set takes it
  Texts kill;  // "count#0@14", as --kill takes it
  Text flink;  // the recorded vector it equals: "runtime/jobs/l11_timed_bound_0"
  Texts expect;

  std::vector<std::string> sets() const;
  std::vector<std::string> kills() const;
};

struct MilestoneSection {
  static std::span<const Key<MilestoneSection>> keys();
  std::string name;
  Origin origin;
  Text run, at, say;
};

struct Vary {
  static std::span<const Key<Vary>> keys();
  Origin origin;
  Text vary, until, unit;
  Integer from, to;
};

struct WrongSection {
  static std::span<const Key<WrongSection>> keys();
  Origin origin;
  Text when, because, say;
};

struct PartSection {
  static std::span<const Key<PartSection>> keys();
  Origin origin;
  Text kind, answer, otherwise;
  std::optional<Vary> vary;  // instead of `answer`
  std::vector<WrongSection> wrong;
};

struct QuestionSection {
  static std::span<const Key<QuestionSection>> keys();
  std::string name;
  Origin origin;
  Text run, kind, answer, right, otherwise;
  Text spoiler;  // events that give the answer away, if those of the answer are not the first
  std::optional<Vary> vary;
  std::vector<WrongSection> wrong;
  std::vector<PartSection> part;

  // What is answered one by one: the parts, or the question itself as its only one.
  std::vector<PartSection> parts() const;
};

struct CoverSection {
  Placed<std::string> page;
  Texts rows;
};

struct LessonFile {
  static std::span<const Key<LessonFile>> keys();
  Origin origin;
  Integer number, minutes;
  Text slug, title, goal, exercise;
  Texts needs, teaches;
  Texts numerals;  // that the prose has and no run shows: years, versions
  std::vector<CoverSection> covers;
  std::vector<RunSection> runs;
  std::vector<MilestoneSection> milestones;
  std::vector<QuestionSection> questions;
  std::optional<Document> document;  // nullopt: it is no TOML

  const RunSection* run(std::string_view name) const;
  const MilestoneSection* milestone(std::string_view name) const;
  const QuestionSection* question(std::string_view name) const;
  Diagnostic diagnose(const TextRef& at, std::string what) const {
    return document->diagnose(at, std::move(what));
  }
};

struct ReadLessonFile {
  LessonFile file;
  Diagnostics mistakes;
};
ReadLessonFile read_lesson_file(const std::string& path, std::string text);

// The kinds of answer, in the order of AnswerKind (question.h), and "parts".
std::span<const std::string_view> answer_kinds();

}  // namespace weir::book

// Questions: what the engine answers, whether somebody said the same, and what to reply.
//   An answer is put into one form per kind (Said), whoever gives it, and compared in it:
//     number   a whole number, a number, MIN or MAX        yes_no   yes or no
//     record   one name, small letters or capitals         step     the number of a step
//     records  names in any order, each once, or none      text     a text
//   What the engine says is read off the trace of the question's run, with the asker's own
//   assignments laid over it if there are some. `when` of a wrong answer that is a query is asked
//   on the same run; a literal one fits the lesson's own run only. Text with a '(' is a query.
// Errors: sentences. Replies never hold the answer of a question that was not answered right,
//   unless the lesson's author wrote it.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lessons/book/lesson_file.h"
#include "lessons/book/lesson_runs.h"

namespace weir::book {

enum class AnswerKind : unsigned char { kNumber, kYesNo, kRecord, kRecords, kStep, kText };
AnswerKind answer_kind(std::string_view name);  // one of answer_kinds() but "parts"
// What is to be typed: "a number", "yes or no", …
const char* wanted_text(AnswerKind kind);

struct Said {
  AnswerKind kind = AnswerKind::kNumber;
  std::vector<Value> values;  // one; of kRecords: sorted, each once
  bool operator==(const Said&) const = default;

  std::string text() const;  // for people: "3", "yes", "eel, perch", "none"
};

Result<Said> read_said(AnswerKind kind, std::string_view typed);
Result<Said> said_by(AnswerKind kind, const QueryAnswer& answer);

bool is_query(std::string_view text);

// A question, asked with more assignments over its run; none: as the lesson asks it.
struct Asked {
  const LessonFile* file = nullptr;
  const QuestionSection* question = nullptr;
  std::vector<std::string> own_sets;

  RunSpec spec() const;
};

Result<Said> engine_says(const Asked& asked, const PartSection& part, LessonRuns& runs);
// What a `when` stands for. nullopt: it does not fit this run.
Result<std::optional<Said>> wrong_said(const Asked& asked, const PartSection& part,
                                       const WrongSection& wrong, LessonRuns& runs);

struct Reply {
  bool right = false;
  std::string text;     // of the part: empty if it is right
  std::string because;  // the misconception; empty: none that is known
  Said answer;          // the engine's
};
Result<Reply> reply_to(const Asked& asked, const PartSection& part, const Said& said,
                       LessonRuns& runs);

}  // namespace weir::book

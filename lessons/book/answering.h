// Answering a question: the answer is kept before anything of the run is shown; then the run, for a
// prediction; then the reply. Shared by `weir lesson`, `weir next` and `weir predict`.
// Errors: sentences.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "lessons/book/question.h"
#include "lessons/book/tour.h"

namespace weir::book {

// The words of one answer, or of the answers to all parts of a question.
struct GivenAnswer {
  std::vector<Said> said;    // one for each part
  std::string text() const;  // "13; yes; no"
};

// What a question wants, for people: "a number", or one line for each part.
std::string wanted_by(const QuestionSection& question);
Result<GivenAnswer> read_answer(const QuestionSection& question,
                                const std::vector<std::string>& words);
// As it was kept.
Result<GivenAnswer> read_kept(const QuestionSection& question, const std::string& text);

class Answering {
 public:
  Answering(const OpenLesson& lesson, const ProgressFile& file)
      : lesson_(lesson), file_(file), runs_(lesson.target()) {}

  // Works out whether it is right, and keeps it. Nothing is printed. The first answer to a
  // prediction stays.
  Result<bool> keep(const TextBlock& block, const GivenAnswer& answer);
  // The reply, for a run with more assignments if there are some.
  Result<std::string> reply(const TextBlock& block, const GivenAnswer& answer,
                            const std::vector<std::string>& own_sets, bool* right = nullptr);

 private:
  Result<std::vector<Reply>> replies(const TextBlock& block, const GivenAnswer& answer,
                                     const std::vector<std::string>& own_sets);

  const OpenLesson& lesson_;
  const ProgressFile& file_;
  LessonRuns runs_;
};

}  // namespace weir::book

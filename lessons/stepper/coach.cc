#include "lessons/stepper/coach.h"

#include <algorithm>
#include <utility>

#include "engine/core/text_width.h"

namespace weir::stepper {

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

Coach::Coach(book::OpenLesson lesson, book::ProgressFile progress)
    : lesson_(std::move(lesson)),
      progress_(std::move(progress)),
      answering_(lesson_, progress_),
      runs_(lesson_.target()) {}

// Once: which questions have an event that gives the answer away, and where it is.
void Coach::prepare() {
  if (prepared_) return;
  prepared_ = true;
  const auto known = progress_.read();
  std::size_t number = 0;
  for (const book::TextBlock* block : lesson_.text.questions()) {
    number++;
    const book::QuestionSection& question = lesson_.question(*block);
    if (block->kind != "predict" || !question.run) continue;
    Prediction out;
    out.id = std::to_string(lesson_.number()) + '.' + std::to_string(number);
    out.block = block;
    out.question = &question;
    out.run = book::Asked{&lesson_.file, &question, {}}.spec();
    out.known = known && known->answer(lesson_.number(), question.name) != nullptr;
    if (question.spoiler) {
      const auto step = runs_.step_of(out.run, question.spoiler->value);
      if (step) out.step = *step;
    }
    // Of several parts the first answer that is seen counts.
    for (const book::PartSection& part : question.parts()) {
      if (!part.answer || !book::is_query(part.answer->value)) continue;
      const auto step = runs_.step_of(out.run, events_of(part.answer->value));
      if (step && *step > 0 && (out.step == 0 || *step < out.step)) out.step = *step;
    }
    if (out.step > 0) predictions_.push_back(std::move(out));
  }
}

bool Coach::is_of(const Prediction& prediction, const runs::RunWishes& run) const {
  return run.injections.empty() && prediction.run.kills.empty() && prediction.run.sets == run.sets;
}

std::optional<Coach::Due> Coach::due(const runs::RunWishes& run, std::int64_t from,
                                     std::int64_t to) {
  prepare();
  const Prediction* first = nullptr;
  for (const Prediction& p : predictions_) {
    if (p.known || p.said || p.skipped || !is_of(p, run) || p.step <= from || p.step > to) continue;
    if (first == nullptr || p.step < first->step) first = &p;
  }
  if (first == nullptr) return std::nullopt;
  asked_ = first->id;
  return Due{first->id, first->step, first->block->lines};
}

std::string Coach::predict(const std::vector<std::string>& words) {
  prepare();
  std::size_t first = 0;
  std::string id = asked_;
  if (!words.empty())
    for (const Prediction& p : predictions_)
      if (p.id == words[0]) id = words[0], first = 1;
  const auto at = std::find_if(predictions_.begin(), predictions_.end(),
                               [&id](const Prediction& p) { return p.id == id; });
  if (at == predictions_.end())
    return "Nothing has been asked yet. Walk on: a question comes before its answer does.\n";
  if (words.size() == first) return "Predict what? An answer to " + id + ", or skip.\n";
  if (words.size() == first + 1 && words[first] == "skip") {
    at->skipped = true;
    return "Skipped. weir predict " + id + " asks again.\n";
  }
  if (at->said)
    return "The answer " + shown(at->said->text()) + " is kept; the run will judge it.\n";
  const auto answer = book::read_answer(
      *at->question, {words.begin() + static_cast<std::ptrdiff_t>(first), words.end()});
  if (!answer) return answer.error().text + '\n';
  at->said = *answer;
  std::string out = "kept: " + shown(answer->text()) + '\n';
  if (const auto kept = answering_.keep(*at->block, *answer); !kept)
    out += "It could not be written down: " + kept.error().text + '\n';
  return out;
}

std::string Coach::replies(const runs::RunWishes& run, std::int64_t from, std::int64_t to) {
  std::string out;
  for (Prediction& p : predictions_) {
    if (!p.said || p.replied || !is_of(p, run) || p.step <= from || p.step > to) continue;
    p.replied = true;
    const auto reply = answering_.reply(*p.block, *p.said, {});
    out += '\n' + (reply ? *reply : reply.error().text);
    if (!out.ends_with('\n')) out += '\n';
  }
  return out;
}

}  // namespace weir::stepper

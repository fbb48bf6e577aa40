#include "lessons/stepper/coach.h"

#include <algorithm>
#include <utility>

#include "engine/core/text_width.h"

namespace weir::stepper {

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
  for (book::DuePrediction& due : book::predictions_of(lesson_, runs_)) {
    Prediction out;
    out.due = std::move(due);
    out.known = known && known->answer(lesson_.number(), out.due.question->name) != nullptr;
    predictions_.push_back(std::move(out));
  }
}

bool Coach::is_of(const Prediction& prediction, const runs::RunWishes& run) const {
  return run.injections.empty() && prediction.due.run.kills.empty() &&
         prediction.due.run.sets == run.sets;
}

std::optional<Coach::Due> Coach::due(const runs::RunWishes& run, std::int64_t from,
                                     std::int64_t to) {
  prepare();
  const Prediction* first = nullptr;
  for (const Prediction& p : predictions_) {
    if (p.known || p.said || p.skipped || !is_of(p, run) || p.due.step <= from || p.due.step > to)
      continue;
    if (first == nullptr || p.due.step < first->due.step) first = &p;
  }
  if (first == nullptr) return std::nullopt;
  asked_ = first->due.id;
  return Due{first->due.id, first->due.step, book::asked_lines(*first->due.block)};
}

std::string Coach::predict(const std::vector<std::string>& words) {
  prepare();
  std::size_t first = 0;
  std::string id = asked_;
  if (!words.empty())
    for (const Prediction& p : predictions_)
      if (p.due.id == words[0]) id = words[0], first = 1;
  const auto at = std::find_if(predictions_.begin(), predictions_.end(),
                               [&id](const Prediction& p) { return p.due.id == id; });
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
      *at->due.question, {words.begin() + static_cast<std::ptrdiff_t>(first), words.end()});
  if (!answer) return answer.error().text + '\n';
  at->said = *answer;
  std::string out = "kept: " + shown(answer->text()) + '\n';
  if (const auto kept = answering_.keep(*at->due.block, *answer); !kept)
    out += "It could not be written down: " + kept.error().text + '\n';
  return out;
}

std::string Coach::replies(const runs::RunWishes& run, std::int64_t from, std::int64_t to) {
  std::string out;
  for (Prediction& p : predictions_) {
    if (!p.said || p.replied || !is_of(p, run) || p.due.step <= from || p.due.step > to) continue;
    p.replied = true;
    const auto reply = answering_.reply(*p.due.block, *p.said, {});
    out += '\n' + (reply ? *reply : reply.error().text);
    if (!out.ends_with('\n')) out += '\n';
  }
  return out;
}

}  // namespace weir::stepper

#include "lessons/book/answering.h"

#include <algorithm>

namespace weir::book {

namespace {

Error wrong(std::string text) { return {ErrorKind::kBadArgument, std::move(text)}; }

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

Result<GivenAnswer> read_parts(const std::vector<PartSection>& parts,
                               const std::vector<std::string>& texts) {
  GivenAnswer out;
  for (std::size_t i = 0; i < parts.size(); i++) {
    auto said = read_said(answer_kind(parts[i].kind->value), texts[i]);
    if (!said)
      return wrong((parts.size() > 1 ? "part " + std::to_string(i + 1) + ": " : "") +
                   said.error().text);
    out.said.push_back(std::move(*said));
  }
  return out;
}

}  // namespace

std::string GivenAnswer::text() const {
  std::string out;
  for (const Said& one : said) out += (out.empty() ? "" : "; ") + one.text();
  return out;
}

std::string wanted_by(const QuestionSection& question) {
  const auto parts = question.parts();
  if (parts.size() == 1) return wanted_text(answer_kind(parts[0].kind->value));
  std::string out = std::to_string(parts.size()) + " answers:";
  for (std::size_t i = 0; i < parts.size(); i++)
    out += (i > 0 ? ", " : " ") + std::string(wanted_text(answer_kind(parts[i].kind->value)));
  return out;
}

Result<GivenAnswer> read_answer(const QuestionSection& question,
                                const std::vector<std::string>& words) {
  const auto parts = question.parts();
  if (words.empty()) return wrong("It wants " + wanted_by(question) + '.');
  if (parts.size() == 1) return read_parts(parts, {joined(words)});
  if (words.size() != parts.size())
    return wrong("It wants " + wanted_by(question) + ". There " +
                 (words.size() == 1 ? "is 1." : "are " + std::to_string(words.size()) + ".") +
                 " Put an answer of several words in quotes.");
  return read_parts(parts, words);
}

Result<GivenAnswer> read_kept(const QuestionSection& question, const std::string& text) {
  const auto parts = question.parts();
  std::vector<std::string> texts;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find("; ", at), text.size());
    texts.push_back(text.substr(at, end - at));
    at = end + 2;
  }
  if (texts.size() != parts.size()) return wrong("the question has changed since you answered");
  return read_parts(parts, texts);
}

Result<std::vector<Reply>> Answering::replies(const TextBlock& block, const GivenAnswer& answer,
                                              const std::vector<std::string>& own_sets) {
  const QuestionSection& question = lesson_.question(block);
  const Asked asked{&lesson_.file, &question, own_sets};
  std::vector<Reply> out;
  const auto parts = question.parts();
  for (std::size_t i = 0; i < parts.size(); i++) {
    auto reply = reply_to(asked, parts[i], answer.said[i], runs_);
    if (!reply) return reply.error();
    out.push_back(std::move(*reply));
  }
  return out;
}

Result<bool> Answering::keep(const TextBlock& block, const GivenAnswer& answer) {
  const auto all = replies(block, answer, {});
  if (!all) return all.error();
  const bool right = std::all_of(all->begin(), all->end(), [](const Reply& r) { return r.right; });
  const auto kept = file_.change([&](Progress& progress) {
    const auto [at, fresh] =
        progress.answers.try_emplace({lesson_.number(), block.name}, KeptAnswer{});
    KeptAnswer& entry = at->second;
    if (fresh)
      entry = {answer.text(), right, 1};
    else
      entry.tries++;
    // Of a check the right answer counts; of a prediction the first.
    if (!fresh && block.kind == "check" && right && !entry.right) {
      entry.right = true;
      entry.said = answer.text();
    }
  });
  if (!kept) return kept.error();
  return right;
}

Result<std::string> Answering::reply(const TextBlock& block, const GivenAnswer& answer,
                                     const std::vector<std::string>& own_sets, bool* right) {
  const auto all = replies(block, answer, own_sets);
  if (!all) return all.error();
  const QuestionSection& question = lesson_.question(block);
  const bool prediction = block.kind == "predict";
  std::string out;
  bool every = true;
  for (std::size_t i = 0; i < all->size(); i++) {
    const Reply& one = (*all)[i];
    const std::string part = all->size() > 1 ? std::to_string(i + 1) + ": " : "";
    const std::string said = answer.said[i].text();
    every = every && one.right;
    if (one.right)
      out += part + "You said " + said + ". That is right.\n";
    else
      out += part + "You said " + said + ". " +
             (prediction ? "The run says " + one.answer.text() + ".\n" : "That is not it.\n") +
             wrapped(one.text);
  }
  if (every && own_sets.empty()) out += wrapped(question.right->value);
  if (right != nullptr) *right = every;
  return out;
}

}  // namespace weir::book

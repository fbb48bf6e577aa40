#include "diagrams/why/why.h"

#include <algorithm>

#include "diagrams/why/evaluators.h"
#include "diagrams/why/find.h"
#include "diagrams/why/moment.h"

namespace weir::diagrams {

namespace {

using whys::Moment;
using whys::WordList;

Result<WhyAnswer> about_record(const Moment& moment, WordList words) {
  const auto id = whys::find_record(moment, whys::joined(words));
  if (!id) return id.error();
  return whys::why_record(moment, *id);
}

Result<WhyAnswer> about_window(const Moment& moment, WordList words, bool negated) {
  const auto id = whys::find_window(moment, words);
  if (!id) return id.error();
  return whys::why_window(moment, *id, negated);
}

Result<WhyAnswer> about_watermark(const Moment& moment, WordList words) {
  const auto task = whys::find_task(moment, words);
  if (!task) return task.error();
  return whys::why_watermark(moment, **task);
}

Result<WhyAnswer> about_step(const Moment& moment, WordList words) {
  const auto step = words.size() == 1 ? whys::whole_number(words.front()) : std::nullopt;
  if (!step) return whys::mistake("Which step? Say its number: 'step 8'.");
  return whys::why_step(moment, *step);
}

// "count[hello]", as logs write a cell. A record may be called so: that is looked for behind it.
Result<WhyAnswer> about_cell(const Moment& moment, WordList words) {
  const auto state = whys::why_state(moment, words);
  if (state) return state;
  const auto record = about_record(moment, words);
  return record ? record : state;
}

bool is_window(const std::string& word) {
  return word.ends_with(')') && word.find('[') != std::string::npos &&
         word.find(',') != std::string::npos;
}

}  // namespace

WhyQuestion WhyQuestion::of(std::vector<std::string> words) {
  WhyQuestion out;
  out.negated = !words.empty() && words.front() == "not";
  if (out.negated) words.erase(words.begin());
  out.words = std::move(words);
  return out;
}

Result<WhyAnswer> why(const Timeline& timeline, std::size_t place, const WhyQuestion& question,
                      Writing writing) {
  const Moment moment(timeline, place, writing);
  const WordList words = question.words;
  if (words.empty()) return whys::why_step(moment, moment.step());
  const std::string& first = words.front();
  const WordList rest = words.subspan(1);
  if (first == "window") return about_window(moment, rest, question.negated);
  if (first == "watermark") return about_watermark(moment, rest);
  if (first == "state") return whys::why_state(moment, rest);
  if (first == "timer") return whys::why_timer(moment, rest);
  if (first == "step") return about_step(moment, rest);
  if (first == "record" && !rest.empty()) return about_record(moment, rest);
  if (words.size() == 1 && whys::whole_number(first)) return about_step(moment, words);
  if (whys::is_cell(words)) return about_cell(moment, words);
  if (is_window(words.back())) return about_window(moment, words, question.negated);
  return about_record(moment, words);
}

Result<Value> record_named(const Timeline& timeline, std::size_t place, const std::string& typed,
                           Writing writing) {
  return whys::find_record(Moment(timeline, place, writing), typed);
}

}  // namespace weir::diagrams

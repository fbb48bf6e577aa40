#include "exercises/grader/watch.h"

#include "exercises/report/row_text.h"

namespace weir::exercises {

void PageWatch::enter(std::string_view call, const std::string& what) {
  // What is in flight when a function throws is still taken by the next one.
  if (page_.inside != 0 && threw_.empty()) threw_ = where();
  set_text(page_.call, sizeof page_.call, call);
  set_text(page_.what, sizeof page_.what, what);
  page_.calls++;
  page_.inside = 1;
}

std::string PageWatch::where() const {
  if (!threw_.empty()) return threw_;
  if (page_.calls == 0) return "before the first call";
  std::string out = text_at(page_.call, sizeof page_.call);
  const std::string what = text_at(page_.what, sizeof page_.what);
  if (page_.record > 0) out += ", record " + std::to_string(page_.record);
  return what.empty() ? out : out + ' ' + what;
}

std::string PageWatch::call() const {
  return text_at(page_.call, sizeof page_.call) + text_at(page_.what, sizeof page_.what);
}

void PageWatch::before(std::string_view call, const OperatorContext& /*context*/,
                       const Value& element) {
  if (element.is_null()) return enter(call, "");
  const bool raw = call == "flat_map";
  if (raw || raw_ == in_) page_.record++;
  what_.clear();
  append_named_row(what_, element, raw ? raw_ : in_);
  enter(call, what_);
}

}  // namespace weir::exercises

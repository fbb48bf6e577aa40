#include "lessons/cli/view_part.h"

#include <algorithm>
#include <limits>

namespace weir::cli {

namespace {

constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

bool found(std::unique_ptr<QueryWatch>& watch, const TraceEvent& event, const World& world) {
  if (watch == nullptr) return false;
  const auto hit = watch->feed(event, world);
  if (!hit) watch.reset();  // it has failed where the run looks, too, which says so
  return hit && *hit;
}

}  // namespace

ViewOfPart::ViewOfPart(std::unique_ptr<diagrams::View> view, const RunPlace& from,
                       const RunPlace& until)
    : view_(std::move(view)),
      from_(from.query ? kNever : from.step.value_or(0)),
      until_(until.step.value_or(kNever)) {
  if (from.query) from_watch_ = std::make_unique<QueryWatch>(*from.query);
  if (until.query) until_watch_ = std::make_unique<QueryWatch>(*until.query);
}

void ViewOfPart::event(const TraceEvent& event, const World& world) {
  if (from_ == kNever && found(from_watch_, event, world)) from_ = event.step;
  view_->show(event.step >= from_ && event.step <= until_);
  view_->event(event, world);
  // The step in which it happened is shown to its end.
  if (until_ == kNever && found(until_watch_, event, world)) until_ = event.step;
}

}  // namespace weir::cli

#include "diagrams/step_causes.h"

#include <algorithm>

namespace weir::diagrams {

std::int64_t StepCauses::step_of(std::int64_t event) const {
  const auto after =
      std::upper_bound(begins_.begin(), begins_.end(), event,
                       [](std::int64_t e, const Begin& begin) { return e < begin.event; });
  return after == begins_.begin() ? 0 : std::prev(after)->step;
}

std::optional<std::int64_t> StepCauses::add(const TraceEvent& e) {
  if (e.physical == 0 && (begins_.empty() || begins_.back().step != e.step)) {
    begins_.push_back({e.index, e.step});
    in_step_.clear();
  }
  // A physical event repeats the index of the logical one before it.
  std::optional<std::int64_t> cause;
  if (e.causes)
    cause = e.causes->empty() ? std::nullopt : std::optional(e.causes->back());
  else
    cause = e.index - (e.physical == 0 ? 1 : 0);
  const std::int64_t first = begins_.empty() ? 0 : begins_.back().event;
  std::optional<std::int64_t> step;
  if (cause && *cause >= first) {
    const auto at = static_cast<std::size_t>(*cause - first);
    if (at < in_step_.size()) step = in_step_[at];
  } else if (cause && e.causes) {
    step = step_of(*cause);
  }
  if (step && *step <= 0) step.reset();
  if (e.physical == 0) in_step_.push_back(step);
  return step;
}

}  // namespace weir::diagrams

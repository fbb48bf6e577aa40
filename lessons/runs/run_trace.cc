#include "lessons/runs/run_trace.h"

namespace weir::runs {

std::size_t RunTrace::watch(const Query& query) {
  watches_.push_back({std::make_unique<QueryWatch>(query), false});
  return watches_.size() - 1;
}

void RunTrace::header(const Value& header) {
  for (const auto& consumer : consumers_) consumer->header(header);
}

void RunTrace::event(const TraceEvent& event, const World& world) {
  step_ = event.step;
  for (const auto& consumer : consumers_) consumer->event(event, world);
  for (Watch& w : watches_) {
    if (w.hit || w.query == nullptr) continue;
    const auto hit = w.query->feed(event, world);
    if (hit) {
      w.hit = *hit;
    } else {
      query_error_ = hit.error();
      w.query.reset();
    }
  }
}

void RunTrace::end() {
  for (const auto& consumer : consumers_) consumer->end();
}

Result<void> RunTrace::ok() const {
  if (sink_.error()) return *sink_.error();
  return {};
}

}  // namespace weir::runs

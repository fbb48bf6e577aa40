#include "engine/trace/timeline.h"

#include <algorithm>
#include <utility>

#include "engine/core/check.h"

namespace weir {

Result<Timeline> Timeline::read(const MemoryTrace& trace) {
  Result<World> start = World::create(trace.trace_header());
  if (!start) return start.error();
  Timeline out;
  out.begin(trace.trace_header(), std::move(*start));
  // An event takes six bytes or so. A guess that is too high costs addresses, no memory; one that
  // is too low moves all of them.
  out.events_.reserve(trace.bytes() / 5);
  const auto ok = derive_all(
      trace, [&out](TraceEvent&& event, const World& world) { out.add(std::move(event), world); });
  if (!ok) return ok.error();
  out.ended_ = trace.ended();
  return out;
}

Result<Timeline> Timeline::read(FullTrace trace) {
  Result<World> world = World::create(trace.header);
  if (!world) return world.error();
  Timeline out;
  out.begin(trace.header, *world);
  for (TraceEvent& event : trace.events) {
    if (const auto ok = world->do_event(event); !ok) return ok.error();
    out.add(std::move(event), *world);
  }
  out.end();
  return out;
}

void Timeline::header(const Value& header) {
  Result<World> world = World::create(header);
  WEIR_CHECK(world, "a header whose plan is none");
  begin(header, std::move(*world));
}

void Timeline::begin(const Value& header, World world) {
  header_ = header;
  worlds_.push_back(std::move(world));
  step_begins_.push_back(0);
}

void Timeline::event(const TraceEvent& event, const World& world) { add(TraceEvent(event), world); }

void Timeline::add(TraceEvent&& event, const World& world) {
  while (steps() < event.step) step_begins_.push_back(events_.size());
  if (event.physical == 0) by_index_.push_back(events_.size());
  events_.push_back(std::move(event));
  if (events_.size() % kEventsApart == 0) worlds_.push_back(world);
}

std::span<const TraceEvent> Timeline::step(std::int64_t step) const {
  const std::size_t begin = begin_of(step);
  return std::span(events_).subspan(begin, end_of(step) - begin);
}

std::size_t Timeline::begin_of(std::int64_t step) const {
  if (step < 0) return 0;
  const auto at = static_cast<std::size_t>(step);
  return at < step_begins_.size() ? step_begins_[at] : events_.size();
}

std::int64_t Timeline::step_at(std::size_t place) const {
  if (place == 0) return 0;
  return events_[std::min(place, events_.size()) - 1].step;
}

const TraceEvent* Timeline::index(std::int64_t index) const {
  if (index < 0 || index >= static_cast<std::int64_t>(by_index_.size())) return nullptr;
  return &events_[by_index_[static_cast<std::size_t>(index)]];
}

TimelineCursor::TimelineCursor(const Timeline& timeline)
    : timeline_(&timeline), world_(timeline.worlds_.front()) {}

// The events fitted when they came, so they fit again, in both directions.
void TimelineCursor::seek(std::size_t place) {
  place = std::min(place, timeline_->events_.size());
  const std::size_t distance = place > place_ ? place - place_ : place_ - place;
  // Walking back costs as much as walking on: the nearer of two Worlds will do.
  const std::size_t near = std::min((place + Timeline::kEventsApart / 2) / Timeline::kEventsApart,
                                    timeline_->worlds_.size() - 1);
  const std::size_t kept = near * Timeline::kEventsApart;
  if (distance > (kept > place ? kept - place : place - kept)) {
    world_ = timeline_->worlds_[near];
    place_ = kept;
  }
  for (; place_ < place; place_++)
    WEIR_CHECK(world_.do_event(timeline_->events_[place_]), "an event that fitted once");
  for (; place_ > place; place_--)
    WEIR_CHECK(world_.undo_event(timeline_->events_[place_ - 1]), "an event that fitted once");
}

void replay(const Timeline& timeline, EventConsumer& consumer, std::size_t first, std::size_t last,
            const std::function<bool()>& stop) {
  consumer.header(timeline.trace_header());
  last = std::min(last, timeline.events().size());
  TimelineCursor cursor(timeline);
  for (std::size_t place = first; place < last && !(stop && stop()); place++) {
    cursor.seek(place + 1);
    consumer.event(timeline.events()[place], cursor.world());
  }
  consumer.end();
}

}  // namespace weir

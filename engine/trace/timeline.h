// Timeline: a trace that one can walk in both directions: its events by index and by step, and the
//   World at any moment. What weir step, why, state and diff stand on.
// A place is a number of events that have happened: 0 is before the first, events().size() is the
//   end. Steps count from 1; step 0 is what was before the first (deployment). Physical events have
//   places like all others; index() finds logical ones.
// A Timeline grows while a run goes on (it is an EventConsumer), or is read from a recorded trace.
//   It keeps all events, and the World of every kEventsApart-th place, which share what is equal.
// Ownership: events, spans and Worlds are valid until the Timeline grows or goes. Errors: reading
//   says kCorrupt of a trace that does not fit together; what was read can then be walked without
//   errors.
#pragma once
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <vector>

#include "engine/core/result.h"
#include "engine/trace/ndjson.h"
#include "engine/trace/online.h"

namespace weir {

class Timeline final : public EventConsumer {
 public:
  static constexpr std::size_t kEventsApart = 1024;

  static Result<Timeline> read(const MemoryTrace& trace);
  static Result<Timeline> read(FullTrace trace);

  void header(const Value& header) override;
  void event(const TraceEvent& event, const World& world) override;
  void end() override { ended_ = true; }

  const Value& trace_header() const { return header_; }
  bool ended() const { return ended_; }  // nothing more will come
  std::span<const TraceEvent> events() const { return events_; }
  std::int64_t steps() const { return static_cast<std::int64_t>(step_begins_.size()) - 1; }
  // Of a step; empty: there is no such step (yet).
  std::span<const TraceEvent> step(std::int64_t step) const;
  // The places before the first event of a step and after its last. Of steps that are not there:
  // the end.
  std::size_t begin_of(std::int64_t step) const;
  std::size_t end_of(std::int64_t step) const { return begin_of(step + 1); }
  // The step of the last event that has happened there; 0 at the beginning.
  std::int64_t step_at(std::size_t place) const;
  // The place of a logical event, by its index; nullptr: there is none.
  const TraceEvent* index(std::int64_t index) const;
  std::size_t place_of(const TraceEvent& event) const {
    return static_cast<std::size_t>(&event - events_.data());
  }

 private:
  friend class TimelineCursor;
  void begin(const Value& header, World world);
  void add(TraceEvent&& event, const World& world);

  Value header_;
  std::vector<TraceEvent> events_;
  std::vector<std::size_t> step_begins_;  // by step, from 0 on
  std::vector<std::size_t> by_index_;     // places of logical events
  std::vector<World> worlds_;             // at every kEventsApart-th place
  bool ended_ = false;
};

// A moment of a Timeline and the World then. Several may walk one Timeline.
class TimelineCursor {
 public:
  // At the beginning. The Timeline has its header, and outlives the cursor.
  explicit TimelineCursor(const Timeline& timeline);

  const Timeline& timeline() const { return *timeline_; }
  std::size_t place() const { return place_; }
  std::int64_t step() const { return timeline_->step_at(place_); }
  const World& world() const { return world_; }
  // To any place; what is beyond the end is the end. Walks there, or from the nearest World kept.
  void seek(std::size_t place);
  // To the end of a step.
  void seek_step(std::int64_t step) { seek(timeline_->end_of(step)); }

 private:
  const Timeline* timeline_;
  World world_;
  std::size_t place_ = 0;
};

// Tells a consumer the events between two places as if they happened now: the header, each event
// with the World after it, the end. What is beyond the end is the end. The Timeline has its header.
// `stop`, if it is given, is asked before each event; no more of them follow when it says true.
void replay(const Timeline& timeline, EventConsumer& consumer, std::size_t first = 0,
            std::size_t last = std::numeric_limits<std::size_t>::max(),
            const std::function<bool()>& stop = nullptr);

}  // namespace weir

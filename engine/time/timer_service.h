// TimerService: the timers of one keyed operator, in both time domains, and its event time.
//   Timers are keyed state: they live in the backend's queues and come back with it; event time
//   does not, it starts at MIN after a restore. A timer belongs to the key in hand when it is set,
//   and to a namespace; the same timer set twice is one. A timer in the past is legal: it fires
//   with the next watermark, or at the clock's next move.
// Order: by timestamp, then by the queue's order (timer_queue.h). Timers that are set while others
//   fire are fired in the same pass if they are due. The current key is the timer's while it fires.
// Time: the watermark is set before timers fire, so that their functions see it. Processing time is
//   what the task's clock says: the task moves it at the beginning of each turn, and it stands
//   still during the turn.
// Errors: a UserError if a timer is set or deleted without key_by (kUnsupported) or without a
//   current key (kNull, from KeyContext).
// Trace: tm.reg, tm.del, tm.fire; a firing is recorded before its function runs.
// Follows Flink's InternalTimerServiceImpl.
#pragma once
#include <array>
#include <cstddef>
#include <optional>
#include <utility>

#include "engine/core/time.h"
#include "engine/state/key_context.h"
#include "engine/state/timer_queue.h"
#include "engine/trace/ids.h"

namespace weir {

class TraceRecorder;

// Processing time as a task sees it. Owned by the task, which sets it; shared by its operators.
struct TurnClock {
  Timestamp now = 0;
};

// How long a real timer thread waits for a timer at `at`: one millisecond more than the difference,
// as a clock that shows `at` may be at its beginning; nothing if the time is over. (Flink's
// ProcessingTimeServiceUtil)
constexpr Duration processing_time_delay(Timestamp at, Timestamp now) {
  return at < now ? 0 : wrapping_add(wrapping_sub(at, now), 1);
}

class TimerService {
 public:
  // Everything is owned by the task and outlives the service. trace: nullptr if off; named_keys:
  // false where the key is a constant that only the engine knows of (windows over all records).
  TimerService(KeyContext& keys, KeyedStateBackend& backend, const TurnClock& clock,
               TraceRecorder* trace, bool named_keys = true);
  // Of an operator that is not keyed: it has event time, and no timers.
  TimerService(KeyContext& keys, const TurnClock& clock) : keys_(keys), clock_(clock) {}

  void register_timer(TimeDomain domain, Timestamp at, const Namespace& ns = {});
  void delete_timer(TimeDomain domain, Timestamp at, const Namespace& ns = {});

  Timestamp current_watermark() const { return watermark_; }
  Timestamp current_processing_time() const { return clock_.now; }

  // Fires all event-time timers up to `watermark`: on_timer(const Timer&), with its key set. The
  // same watermark again fires what has been set since.
  template <class OnTimer>
  void advance_watermark(Timestamp watermark, OnTimer&& on_timer) {
    watermark_ = watermark;
    Timer timer;
    if (event_ == nullptr) return;
    while (event_->pop(watermark, timer)) fire(TimeDomain::kEvent, timer, on_timer);
  }
  // The first processing-time timer that is due; false if there is none. One timer is one turn.
  template <class OnTimer>
  bool fire_processing_timer(OnTimer&& on_timer) {
    Timer timer;
    if (processing_ == nullptr || !processing_->pop(clock_.now, timer)) return false;
    note_change(TimeDomain::kProcessing);
    fire(TimeDomain::kProcessing, timer, on_timer);
    return true;
  }
  std::optional<Timestamp> next_processing_time() const {
    return processing_ == nullptr ? std::nullopt : processing_->next();
  }

  // Sets `changed` from now on whenever a processing-time timer comes or goes.
  void report_processing_timers(bool* changed) { processing_changed_ = changed; }

  std::size_t size(TimeDomain domain) const {
    if (event_ == nullptr) return 0;
    return domain == TimeDomain::kEvent ? event_->size() : processing_->size();
  }

 private:
  template <class OnTimer>
  void fire(TimeDomain domain, const Timer& timer, OnTimer& on_timer) {
    keys_.set(timer.key, timer.key_hash, timer.key_group);
    if (trace_ != nullptr) [[unlikely]]
      trace_fire(domain, timer);
    on_timer(timer);
  }
  TimerQueue& queue(TimeDomain domain) {
    return domain == TimeDomain::kEvent ? *event_ : *processing_;
  }
  void require_key() const;
  void note_change(TimeDomain domain) {
    if (domain == TimeDomain::kProcessing && processing_changed_ != nullptr)
      *processing_changed_ = true;
  }
  Timer timer_at(Timestamp at, const Namespace& ns) const;
  NameId name_of(TimeDomain domain) const { return names_[static_cast<std::size_t>(domain)]; }
  void trace_fire(TimeDomain domain, const Timer& timer);

  KeyContext& keys_;
  TimerQueue* event_ = nullptr;  // both null: not keyed
  TimerQueue* processing_ = nullptr;
  const TurnClock& clock_;
  TraceRecorder* trace_ = nullptr;
  bool* processing_changed_ = nullptr;
  std::array<NameId, 2> names_{};  // of the domains, if there is a trace
  bool named_keys_ = true;
  Timestamp watermark_ = kMinTimestamp;
};

}  // namespace weir

// Tested by tests/time/timer_service_test.cc and, through the operators, the vectors timers.json.
#include "engine/time/timer_service.h"

#include "engine/core/user_error.h"
#include "engine/trace/recorder.h"

namespace weir {

TimerService::TimerService(KeyContext& keys, KeyedStateBackend& backend, const TurnClock& clock,
                           TraceRecorder* trace, bool named_keys)
    : keys_(keys),
      event_(&backend.timers(TimeDomain::kEvent)),
      processing_(&backend.timers(TimeDomain::kProcessing)),
      clock_(clock),
      trace_(trace),
      named_keys_(named_keys) {
  if (trace_ == nullptr) return;
  names_[static_cast<std::size_t>(TimeDomain::kEvent)] = trace_->name("event");
  names_[static_cast<std::size_t>(TimeDomain::kProcessing)] = trace_->name("processing");
}

void TimerService::register_timer(TimeDomain domain, Timestamp at, const Namespace& ns) {
  require_key();
  queue(domain).add(timer_at(at, ns));
  note_change(domain);
  if (trace_ != nullptr) [[unlikely]]
    trace_->tm_reg(at, name_of(domain), ns);
}

void TimerService::delete_timer(TimeDomain domain, Timestamp at, const Namespace& ns) {
  require_key();
  queue(domain).remove(timer_at(at, ns));
  note_change(domain);
  if (trace_ != nullptr) [[unlikely]]
    trace_->tm_del(at, name_of(domain), ns);
}

void TimerService::require_key() const {
  if (!keys_.keyed()) [[unlikely]]
    throw UserError(ErrorKind::kUnsupported,
                    "a timer needs a keyed stream; put key_by in front of this operator");
  keys_.require_key("a timer");
}

Timer TimerService::timer_at(Timestamp at, const Namespace& ns) const {
  return {at, keys_.current_key(), keys_.key_hash(), keys_.key_group(), ns};
}

void TimerService::trace_fire(TimeDomain domain, const Timer& timer) {
  trace_->tm_fire(timer.timestamp, name_of(domain), timer.ns, named_keys_ ? &timer.key : nullptr);
}

}  // namespace weir

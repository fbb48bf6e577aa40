// Tested by tests/time/timer_service_test.cc and, through the operators, the vectors timers.json.
#include "engine/time/timer_service.h"

namespace weir {

void TimerService::register_timer(TimeDomain domain, Timestamp at, const Namespace& ns) {
  keys_.require_key("a timer");
  queue(domain).add(timer_at(at, ns));
}

void TimerService::delete_timer(TimeDomain domain, Timestamp at, const Namespace& ns) {
  keys_.require_key("a timer");
  queue(domain).remove(timer_at(at, ns));
}

Timer TimerService::timer_at(Timestamp at, const Namespace& ns) const {
  return {at, keys_.current_key(), keys_.key_hash(), keys_.key_group(), ns};
}

void TimerService::trace_fire(TimeDomain /*domain*/, const Timer& /*timer*/) {}

}  // namespace weir

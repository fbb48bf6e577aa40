#include "engine/operators/operator.h"

#include <utility>

#include "engine/core/check.h"

namespace weir {

void OperatorContext::emit_to(Output* target, Value value, std::optional<Timestamp> timestamp) {
  if (trace != nullptr) trace->rec_make(value, timestamp);
  Record record;
  record.value = std::move(value);
  record.has_timestamp = timestamp.has_value();
  if (timestamp) record.timestamp = *timestamp;
  target->collect(std::move(record));
}

void Operator::process2(Record& /*record*/) { WEIR_CHECK(false, "this operator has one input"); }

void Operator::on_timer(const Timer& /*timer*/, TimeDomain /*domain*/) {
  WEIR_CHECK(false, "a timer fired in an operator that sets none");
}

void Operator::on_processing_time() {
  WEIR_CHECK(false, "an operator was called at a time that it does not name");
}

void Operator::process_watermark(Timestamp watermark) {
  context_->timers->advance_watermark(watermark,
                                      [this](const Timer& t) { on_timer(t, TimeDomain::kEvent); });
  context_->out->emit_watermark(watermark);
}

}  // namespace weir

#include "engine/operators/timestamps_and_watermarks.h"

#include <utility>

#include "engine/core/user_error.h"

namespace weir {

TimestampsAndWatermarksOperator::TimestampsAndWatermarksOperator(TimestampAssigner assigner,
                                                                 WatermarkStrategy strategy)
    : assigner_(std::move(assigner)), strategy_(std::move(strategy)) {}

void TimestampsAndWatermarksOperator::open(OperatorContext& context) {
  Operator::open(context);
  auto generator = make_generator(strategy_);
  if (!generator) throw UserError(generator.error());
  generator_ = std::move(*generator);
  if (const auto interval = probe_interval(strategy_))
    next_probe_ = wrapping_add(*context.now, *interval);
}

std::optional<Timestamp> TimestampsAndWatermarksOperator::timestamp_for(
    const Record& record) const {
  const std::optional<Timestamp> previous =
      record.has_timestamp ? std::optional(record.timestamp) : std::nullopt;
  return assigner_ ? assigner_(record.value, previous) : previous.value_or(kMinTimestamp);
}

void TimestampsAndWatermarksOperator::process(Record& record) {
  const std::optional<Timestamp> timestamp = timestamp_for(record);
  const bool changes = record.has_timestamp != timestamp.has_value() ||
                       (timestamp && record.timestamp != *timestamp);
  // In the trace a record with another timestamp is another record.
  if (changes && context().trace != nullptr) context().trace->rec_make(record.value, timestamp);
  record.has_timestamp = timestamp.has_value();
  record.timestamp = timestamp.value_or(0);
  // Only a generator of one's own looks at the value.
  const Value event =
      timestamp && strategy_.kind == WatermarkKind::kCustom ? record.value : Value();
  context().forward(record);
  if (timestamp) generator_->on_event(event, *timestamp, emitter_);
}

void TimestampsAndWatermarksOperator::process_watermark(Timestamp watermark) {
  context().timers->advance_watermark(watermark, [](const Timer&) {});  // there are none
  if (watermark == kMaxTimestamp)
    emitter_.emit_watermark(watermark);
  else if (context().trace != nullptr)
    context().trace->wm_ignore(watermark, std::nullopt, std::nullopt);
}

void TimestampsAndWatermarksOperator::on_processing_time() {
  generator_->on_periodic_emit(context().activity_time(), emitter_);
  next_probe_ = wrapping_add(*context().now, *probe_interval(strategy_));
}

void TimestampsAndWatermarksOperator::finish() {
  generator_->on_periodic_emit(context().activity_time(), emitter_);
}

void TimestampsAndWatermarksOperator::Emitter::send_watermark(Timestamp watermark) {
  op_.context().out->emit_watermark(watermark);
}

void TimestampsAndWatermarksOperator::Emitter::send_status(bool idle) {
  op_.context().out->emit_status(idle);
}

// That nothing has changed is not worth a word, nor what is said after the end of event time.
void TimestampsAndWatermarksOperator::Emitter::ignored(Timestamp watermark) {
  if (watermark < last() && last() != kMaxTimestamp && op_.context().trace != nullptr)
    op_.context().trace->wm_ignore(watermark, last(), std::nullopt);
}

}  // namespace weir

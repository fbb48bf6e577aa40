#include "engine/operators/source_watermarks.h"

#include <utility>

#include "engine/core/user_error.h"

namespace weir {

SourceWatermarks::Split SourceWatermarks::add_split(NameId name) {
  auto generator = make_generator(strategy_);
  if (!generator) throw UserError(generator.error());
  splits_.push_back({name, std::move(*generator)});
  return multiplexer_.add();
}

void SourceWatermarks::release_split(Split split) {
  splits_[split].generator.reset();
  multiplexer_.remove(split);
}

void SourceWatermarks::on_event(Split split, const Value& event, Timestamp timestamp) {
  auto output = multiplexer_.immediate(split);
  splits_[split].generator->on_event(event, timestamp, output);
}

void SourceWatermarks::on_periodic_emit(Timestamp now) {
  for (Split i = 0; i < splits_.size(); i++) {
    if (splits_[i].generator == nullptr) continue;
    auto output = multiplexer_.deferred(i);
    splits_[i].generator->on_periodic_emit(now, output);
  }
  multiplexer_.merge();
}

void SourceWatermarks::end() {
  if (!idle())
    out_.emit_watermark(kMaxTimestamp);
  else if (trace_ != nullptr)
    trace_->wm_ignore(kMaxTimestamp, std::nullopt, std::nullopt, true);
}

void SourceWatermarks::split_watermark(Split split, Timestamp watermark) {
  if (tells_splits()) trace_->wm_split(splits_[split].name, watermark);
}

void SourceWatermarks::split_status(Split split, bool idle) {
  if (tells_splits())
    trace_->status_send(trace_->name(idle ? "IDLE" : "ACTIVE"), splits_[split].name);
}

void SourceWatermarks::split_ignored(Split split, Timestamp watermark, Timestamp last) {
  if (trace_ == nullptr) return;
  const auto part = tells_splits() ? std::optional(splits_[split].name) : std::nullopt;
  trace_->wm_ignore(watermark, last, part);
}

}  // namespace weir

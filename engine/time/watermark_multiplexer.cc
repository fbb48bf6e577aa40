#include "engine/time/watermark_multiplexer.h"

#include <algorithm>

namespace weir {

void WatermarkMultiplexer::merge() {
  Timestamp min = kMaxTimestamp, max = kMinTimestamp;
  bool any = false, all_idle = true;
  for (const State& s : splits_) {
    if (s.removed) continue;
    any = true;
    max = std::max(max, s.watermark);
    if (s.idle) continue;
    all_idle = false;
    min = std::min(min, s.watermark);
  }
  if (any) {  // else there is nothing to say, and what was said about idleness stands
    idle_ = all_idle;
    const Timestamp now = all_idle ? max : min;
    if (now > combined_) {
      combined_ = now;
      out_.emit_watermark(now);
    }
  }
  if (idle_) out_.mark_idle();
}

bool WatermarkMultiplexer::set_watermark(Split split, Timestamp watermark) {
  set_idle(split, false);
  State& s = splits_[split];
  if (watermark > s.watermark) {
    s.watermark = watermark;
    listener_.split_watermark(split, watermark);
    return true;
  }
  if (watermark < s.watermark) listener_.split_ignored(split, watermark, s.watermark);
  return false;
}

void WatermarkMultiplexer::set_idle(Split split, bool idle) {
  if (splits_[split].idle == idle) return;
  splits_[split].idle = idle;
  listener_.split_status(split, idle);
}

void WatermarkMultiplexer::SplitOutput::emit_watermark(Timestamp watermark) {
  const bool larger = all_.set_watermark(split_, watermark);
  if (at_once_ && larger && watermark > all_.combined_) all_.merge();
}

void WatermarkMultiplexer::SplitOutput::mark_active() {
  all_.set_idle(split_, false);
  if (at_once_) all_.merge();
}

void WatermarkMultiplexer::SplitOutput::mark_idle() {
  all_.set_idle(split_, true);
  if (at_once_) all_.merge();
}

}  // namespace weir

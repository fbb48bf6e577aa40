// Tested by tests/time/watermark_valve_test.cc and the vectors runtime/watermark_valve.json.
#include "engine/time/watermark_valve.h"

#include <algorithm>

#include "engine/core/check.h"

namespace weir {

ValveOutput WatermarkValve::input_watermark(std::size_t index, Timestamp watermark) {
  WEIR_CHECK(index < channels_.size(), "watermark on a channel the valve does not have");
  ValveOutput out;
  Channel& channel = channels_[index];
  if (output_idle_ || channel.idle || watermark <= channel.watermark) return out;
  if (channel.aligned) {
    if (channel.watermark == min_) at_min_--;
    channel.watermark = watermark;
  } else {
    channel.watermark = watermark;
    if (watermark >= output_) align(channel);
  }
  advance_to_minimum(out);
  return out;
}

ValveOutput WatermarkValve::input_status(std::size_t index, bool idle) {
  WEIR_CHECK(index < channels_.size(), "status on a channel the valve does not have");
  ValveOutput out;
  Channel& channel = channels_[index];
  if (channel.idle == idle) return out;
  channel.idle = idle;
  if (!idle) {
    if (channel.watermark >= output_) align(channel);
    if (output_idle_) {
      output_idle_ = false;
      out.has_status = true;
    }
    return out;
  }
  if (channel.aligned) unalign(channel);
  // Only the channel that held the minimum can let event time go on by going idle.
  const bool held = channel.watermark == output_;
  if (any_active()) {
    if (held) advance_to_minimum(out);
    return out;
  }
  if (held) advance_to_maximum(out);
  output_idle_ = true;
  out.has_status = true;
  out.idle = true;
  return out;
}

std::optional<std::size_t> WatermarkValve::holder() const {
  std::optional<std::size_t> holder;
  for (std::size_t i = 0; i < channels_.size(); i++) {
    if (!channels_[i].aligned) continue;
    if (!holder || channels_[i].watermark < channels_[*holder].watermark) holder = i;
  }
  return holder;
}

void WatermarkValve::align(Channel& channel) {
  channel.aligned = true;
  aligned_++;
  if (channel.watermark < min_ || aligned_ == 1) {
    min_ = channel.watermark;
    at_min_ = 1;
  } else if (channel.watermark == min_) {
    at_min_++;
  }
}

void WatermarkValve::unalign(Channel& channel) {
  channel.aligned = false;
  aligned_--;
  if (channel.watermark == min_) at_min_--;
}

void WatermarkValve::advance_to_minimum(ValveOutput& out) {
  if (aligned_ == 0) return;
  if (at_min_ == 0) {
    min_ = kMaxTimestamp;
    for (const Channel& channel : channels_) {
      if (!channel.aligned || channel.watermark > min_) continue;
      if (channel.watermark < min_) at_min_ = 0;
      min_ = channel.watermark;
      at_min_++;
    }
  }
  if (min_ <= output_) return;
  output_ = min_;
  out.has_watermark = true;
  out.watermark = output_;
}

void WatermarkValve::advance_to_maximum(ValveOutput& out) {
  Timestamp max = kMinTimestamp;
  for (const Channel& channel : channels_) max = std::max(max, channel.watermark);
  if (max <= output_) return;
  output_ = max;
  out.has_watermark = true;
  out.watermark = output_;
}

bool WatermarkValve::any_active() const {
  return std::any_of(channels_.begin(), channels_.end(), [](const Channel& c) { return !c.idle; });
}

bool CombinedWatermarkStatus::update_watermark(std::size_t input, Timestamp watermark) {
  WEIR_CHECK(input < inputs_.size(), "watermark of an input that does not exist");
  inputs_[input].idle = false;
  inputs_[input].watermark = std::max(inputs_[input].watermark, watermark);
  return combine();
}

bool CombinedWatermarkStatus::update_status(std::size_t input, bool idle) {
  WEIR_CHECK(input < inputs_.size(), "status of an input that does not exist");
  inputs_[input].idle = idle;
  return combine();
}

std::optional<std::size_t> CombinedWatermarkStatus::holder() const {
  std::optional<std::size_t> holder;
  for (std::size_t i = 0; i < inputs_.size(); i++) {
    if (inputs_[i].idle) continue;
    if (!holder || inputs_[i].watermark < inputs_[*holder].watermark) holder = i;
  }
  return holder;
}

bool CombinedWatermarkStatus::combine() {
  if (inputs_.empty()) return false;
  Timestamp min = kMaxTimestamp;
  Timestamp max = kMinTimestamp;
  idle_ = true;
  for (const Input& input : inputs_) {
    max = std::max(max, input.watermark);
    if (input.idle) continue;
    min = std::min(min, input.watermark);
    idle_ = false;
  }
  const Timestamp now = idle_ ? max : min;
  if (now <= combined_) return false;
  combined_ = now;
  return true;
}

}  // namespace weir

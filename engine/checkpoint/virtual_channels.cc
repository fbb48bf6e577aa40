// Tested by the vectors virtual_* and records_* of runtime/unaligned_rescale.json.
#include "engine/checkpoint/virtual_channels.h"

#include <utility>

#include "engine/core/check.h"

namespace weir {

VirtualChannels::VirtualChannels(std::vector<VirtualChannel> channels,
                                 std::function<bool(Record&)> accepts)
    : accepts_(std::move(accepts)) {
  for (const VirtualChannel& c : channels) {
    Part part;
    part.of = c;
    parts_.push_back(part);
  }
}

std::optional<VirtualChannels::Passed> VirtualChannels::receive(std::size_t channel,
                                                                ChannelElement element) {
  Part& part = parts_[channel];
  const std::size_t place = part.received++;
  switch (element.kind()) {
    case ElementKind::kRecord: {
      if (!part.of.filtered) return Passed{std::move(element), channel, place};
      Record record = element.take_record();
      if (!accepts_(record)) return std::nullopt;
      return Passed{ChannelElement(std::move(record)), channel, place};
    }
    case ElementKind::kWatermark:
      part.watermark = element.timestamp();
      part.watermark_place = place;
      return smallest();
    case ElementKind::kStatus: {
      part.idle = element.idle();
      bool idle = true;
      for (const Part& p : parts_) idle = idle && p.idle;
      return Passed{ChannelElement::status(idle), channel, place};
    }
    case ElementKind::kBarrier:
    case ElementKind::kCancelCheckpoint:
    case ElementKind::kEndOfData:
    case ElementKind::kEndOfPartition: break;
  }
  WEIR_CHECK(false, "an element that is never in flight in a checkpoint");
}

std::optional<VirtualChannels::Passed> VirtualChannels::smallest() const {
  std::size_t holder = 0;
  for (std::size_t i = 0; i < parts_.size(); i++) {
    if (!parts_[i].watermark) return std::nullopt;
    if (*parts_[i].watermark < *parts_[holder].watermark) holder = i;
  }
  const Part& part = parts_[holder];
  return Passed{ChannelElement::watermark(*part.watermark), holder, part.watermark_place};
}

}  // namespace weir

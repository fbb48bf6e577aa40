// VirtualChannels: one new channel that carries the data of several old ones until it is drained.
//   Records pass, unless the old channel is filtered and the record has another receiver. A
//   watermark is held back until every old channel has had one; from then on each watermark lets
//   the smallest of all pass, also when that is no news. A status says active while any old channel
//   is; an idle one still holds the smallest watermark. With a single old channel everything
//   passes. An element that passes names the element it speaks for: of a minimum, the one that
//   holds it.
// Follows Flink's DemultiplexingRecordDeserializer.
#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "engine/checkpoint/in_flight_rescale.h"
#include "engine/core/element.h"

namespace weir {

class VirtualChannels {
 public:
  // accepts: is this task the receiver of that record? It may set the key fields of the record.
  VirtualChannels(std::vector<VirtualChannel> channels, std::function<bool(Record&)> accepts);

  struct Passed {
    ChannelElement element;
    std::size_t channel = 0;  // virtual channel and
    std::size_t place = 0;    // place there of the element it speaks for
  };
  // The next element of a virtual channel: a record, watermark or status.
  std::optional<Passed> receive(std::size_t channel, ChannelElement element);

 private:
  struct Part {
    VirtualChannel of;
    std::size_t received = 0;
    std::optional<Timestamp> watermark;
    std::size_t watermark_place = 0;
    bool idle = false;
  };
  std::optional<Passed> smallest() const;

  std::vector<Part> parts_;
  std::function<bool(Record&)> accepts_;
};

}  // namespace weir

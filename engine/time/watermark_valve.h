// WatermarkValve: what the watermarks of many channels say together about event time at their
//   receiver. One valve per input, over all its channels (a union is one valve over the channels of
//   all its streams). Event time is the minimum over the channels that are aligned; it never falls.
//   An idle channel does not count; when it comes back it counts again only once its watermark has
//   caught up with the output.
//   A finished channel has no call of its own: its sender sends watermark MAX before it ends.
// Order: of what one call returns, the watermark comes before the status.
// Cost: no allocation after construction; a watermark is O(1), and O(channels) when the last
//   channel that held the minimum moves. holder() is O(channels).
// Follows Flink's StatusWatermarkValve to the letter.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/core/time.h"

namespace weir {

// What comes out of a valve: at most one watermark, then at most one status.
struct ValveOutput {
  Timestamp watermark = kMinTimestamp;  // meaningful if has_watermark
  bool has_watermark = false;
  bool has_status = false;
  bool idle = false;  // meaningful if has_status
  bool empty() const { return !has_watermark && !has_status; }
  bool operator==(const ValveOutput&) const = default;
};

class WatermarkValve {
 public:
  explicit WatermarkValve(std::size_t channels)
      : channels_(channels), aligned_(channels), at_min_(channels) {}

  ValveOutput input_watermark(std::size_t channel, Timestamp watermark);
  ValveOutput input_status(std::size_t channel, bool idle);

  std::size_t size() const { return channels_.size(); }
  Timestamp watermark(std::size_t channel) const {
    return channels_[channel].watermark;
  }  // last accepted
  bool idle(std::size_t channel) const { return channels_[channel].idle; }
  bool aligned(std::size_t channel) const {
    return channels_[channel].aligned;
  }  // counts in the minimum
  Timestamp output_watermark() const { return output_; }
  bool output_idle() const { return output_idle_; }
  // The first aligned channel with the smallest watermark: the one that holds event time back. None
  // if none is aligned.
  std::optional<std::size_t> holder() const;

 private:
  struct Channel {
    Timestamp watermark = kMinTimestamp;
    bool idle = false;
    bool aligned = true;
  };
  void align(Channel& channel);
  void unalign(Channel& channel);
  void advance_to_minimum(ValveOutput& out);
  void advance_to_maximum(ValveOutput& out);
  bool any_active() const;

  std::vector<Channel> channels_;
  std::size_t aligned_;  // channels that are aligned
  std::size_t at_min_;   // aligned channels that stand at min_; 0: min_ is only a lower bound
  Timestamp min_ = kMinTimestamp;
  Timestamp output_ = kMinTimestamp;
  bool output_idle_ = false;
};

// Event time over a fixed number of inputs or splits that were each combined before: the inputs of
// a two-input operator, the splits of a source. The minimum over the active ones, the maximum of
// all if all are idle; it never falls. Unlike at the valve a watermark makes its input active, and
// an input that returns holds the minimum at once.
// Follows Flink's IndexedCombinedWatermarkStatus.
class CombinedWatermarkStatus {
 public:
  explicit CombinedWatermarkStatus(std::size_t inputs) : inputs_(inputs) {}

  // True if the combined watermark rose.
  bool update_watermark(std::size_t input, Timestamp watermark);
  bool update_status(std::size_t input, bool idle);

  std::size_t size() const { return inputs_.size(); }
  Timestamp watermark(std::size_t input) const { return inputs_[input].watermark; }
  bool idle(std::size_t input) const { return inputs_[input].idle; }
  Timestamp combined() const { return combined_; }
  bool idle() const { return idle_; }
  // The first active input with the smallest watermark; none if all are idle.
  std::optional<std::size_t> holder() const;

 private:
  struct Input {
    Timestamp watermark = kMinTimestamp;
    bool idle = false;
  };
  bool combine();

  std::vector<Input> inputs_;
  Timestamp combined_ = kMinTimestamp;
  bool idle_ = false;
};

}  // namespace weir

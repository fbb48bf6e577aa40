// InFlightRescale: how the data that was in flight on one edge (`up` to `down`) comes back at
// another
//   parallelism. A new channel carries the data of several old ones: its virtual channels.
//   What the receiver had stored goes with the receiver's subtasks, what the sender had stored with
//   the sender's; on which new channel it travels follows from both.
// Units: subtask indexes; an old channel is (from, to) = (old up, old down).
// Errors: kRestoreRefused if the edge changes and cannot.
// Follows Flink's StateAssignmentOperation and InflightDataRescalingDescriptor.
#pragma once
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/checkpoint/rescale_mapping.h"

namespace weir {

struct EdgeParallelism {
  std::uint32_t up = 1;
  std::uint32_t down = 1;
  bool operator==(const EdgeParallelism&) const = default;
};

struct VirtualChannel {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  bool filtered = false;  // some of its records have another receiver
  auto operator<=>(const VirtualChannel&) const = default;
};

// What one task has to know. `rescaled` false: nothing has moved, the rest is empty.
struct InFlightDescriptor {
  bool rescaled = false;
  std::vector<std::uint32_t> old_subtasks;
  std::vector<std::vector<std::uint32_t>>
      old_channels;                      // per new channel: old ends on the far side
  std::vector<std::uint32_t> ambiguous;  // old subtasks whose records are filtered
};

class InFlightRescale {
 public:
  static Result<InFlightRescale> create(SubtaskMapper up, SubtaskMapper down, EdgeParallelism was,
                                        EdgeParallelism now);

  // The old channels whose data this task restores: what it had stored as sender, (from, to), or as
  // receiver, (to, from); sorted.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> output_of(std::uint32_t up) const;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> input_of(std::uint32_t down) const;
  InFlightDescriptor up_descriptor(std::uint32_t up) const;
  InFlightDescriptor down_descriptor(std::uint32_t down) const;

  // Of the new channel from `up` to `down`: by to, then from. (What a receiver of a global edge had
  // stored although nothing is ever sent to it keeps the old numbers of its channels, as in Flink.)
  enum class StoredBy : std::uint8_t { kReceiver, kSender };
  std::vector<VirtualChannel> virtual_channels(StoredBy side, std::uint32_t up,
                                               std::uint32_t down) const;

 private:
  EdgeParallelism was_, now_;
  RescaleMapping up_, down_;
  RescaleMapping senders_, receivers_;  // who reads what had been stored
};

}  // namespace weir

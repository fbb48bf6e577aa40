// What a checkpoint holds of one operator, and of one task.
//   Plain data; bytes are canonical: equal state gives equal bytes, whatever the backend, the
//   history or the parallelism that wrote it.
//   KeyedHandle: the keyed state and timers of a range of key groups; `bytes` is readable by any
//   backend, and by key group (state/keyed_format.h), so a restore takes the groups it needs from
//   each handle.
//   OperatorListState: list-shaped operator state; how its elements are dealt out at a restore is
//   its mode (state/redistribution.h).
//   InFlightChannel: what an unaligned checkpoint holds of a channel.
//   TaskSnapshot: by operator uid, in order of uid.
// The format of the bytes carries no promise between versions yet.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/core/element.h"
#include "engine/core/ids.h"
#include "engine/core/key_group.h"
#include "engine/core/result.h"
#include "engine/core/value.h"

namespace weir {

struct KeyedHandle {
  KeyGroupRange range;
  std::string bytes;
};

enum class RedistributionMode : std::uint8_t { kSplit, kUnion, kBroadcast };

struct OperatorListState {
  RedistributionMode mode = RedistributionMode::kSplit;
  std::vector<Value> elements;
  bool operator==(const OperatorListState&) const = default;
};

// What had been sent and not read when an unaligned snapshot was taken: the elements in front of
// the barrier on one input channel. Kept with the operator that reads them.
struct InFlightChannel {
  std::uint32_t edge = 0;  // among the edges into the task, input by input
  std::uint32_t from = 0;  // sending subtask, of how many
  std::uint32_t senders = 1;
  std::string name;                      // of the channel, as the trace has it
  std::vector<ChannelElement> elements;  // records, watermarks, statuses
};

struct OperatorSnapshot {
  std::vector<KeyedHandle> keyed;
  std::map<std::string, OperatorListState> lists;  // by state name
  std::vector<InFlightChannel> in_flight = {};     // by edge, from
};

struct TaskSnapshot {
  std::map<std::string, OperatorSnapshot> operators;  // by uid
};

// The rest of a keyed snapshot after its synchronous part. Move-only in spirit: owned by the task,
// destroyed to cancel. finish() may be called at any later time, once; writes that happened since
// the snapshot began are not in it.
class KeyedSnapshotPart {
 public:
  virtual ~KeyedSnapshotPart() = default;
  virtual Result<KeyedHandle> finish() = 0;
};

}  // namespace weir

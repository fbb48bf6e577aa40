// Ids: how the parts of a running job name each other.
//   All are plain numbers, dense within one plan (TaskId, ChannelId, VertexId) or within one job
//   (CheckpointId from 1). A TaskId names a subtask, not an execution of it: executions are told
//   apart by their Attempt (from 1).
#pragma once
#include <cstdint>

namespace weir {

using VertexId = std::uint32_t;
using TaskId = std::uint32_t;
using ChannelId = std::uint32_t;
using CheckpointId = std::int64_t;
using KeyGroup = std::uint16_t;
using Attempt = std::uint32_t;

inline constexpr TaskId kJobMaster = 0xffff'ffff;  // as the end of a control link
inline constexpr CheckpointId kNoCheckpoint = 0;

}  // namespace weir

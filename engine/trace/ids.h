// How recorder calls name places, channels and words. TraceAt: a TaskId, or one of three places
//   outside of tasks. ChannelRef: a ChannelId, or one end of a control link between the job master
//   and a task. NameId: a word that the recorder has defined once (TraceRecorder::name).
#pragma once
#include <cstdint>

#include "engine/core/ids.h"

namespace weir {

using TraceAt = std::uint32_t;
inline constexpr TraceAt kAtJobMaster = 0xffff'ffff;
inline constexpr TraceAt kAtStore = 0xffff'fffe;
inline constexpr TraceAt kAtWorld = 0xffff'fffd;

using ChannelRef = std::uint32_t;
inline constexpr ChannelRef kControlLinkBit = 0x8000'0000;
// "jm>a#0": from the job master to the task.
constexpr ChannelRef control_link_to(TaskId task) { return kControlLinkBit | task << 1; }
// "a#0>jm".
constexpr ChannelRef control_link_from(TaskId task) { return kControlLinkBit | task << 1 | 1; }

using NameId = std::uint32_t;

}  // namespace weir

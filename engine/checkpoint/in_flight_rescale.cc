// Tested by the vectors assign_* and records_* of runtime/unaligned_rescale.json.
#include "engine/checkpoint/in_flight_rescale.h"

namespace weir {

namespace {

RescaleMapping unchanged(std::uint32_t parallelism) {
  RescaleMapping out;
  for (std::uint32_t i = 0; i < parallelism; i++) out.old_of.push_back({i});
  return out;
}

// The subtask's own side and the side its channels lead to.
InFlightDescriptor descriptor(const RescaleMapping& own, const RescaleMapping& far,
                              std::uint32_t subtask) {
  InFlightDescriptor out;
  if ((own.identity() && far.identity()) || own.old_of[subtask].empty()) return out;
  out.rescaled = true;
  out.old_subtasks = own.old_of[subtask];
  out.old_channels = far.old_of;
  if (own.ambiguous) out.ambiguous = own.shared;
  return out;
}

}  // namespace

Result<InFlightRescale> InFlightRescale::create(SubtaskMapper up, SubtaskMapper down,
                                                EdgeParallelism was, EdgeParallelism now) {
  InFlightRescale out;
  out.was_ = was;
  out.now_ = now;
  out.up_ = out.senders_ = unchanged(now.up);
  out.down_ = out.receivers_ = unchanged(now.down);
  if (was == now) return out;  // nothing is mapped, whatever the edge
  auto up_mapping = rescale_mapping(up, was.up, now.up);
  if (!up_mapping) return up_mapping.error();
  auto down_mapping = rescale_mapping(down, was.down, now.down);
  if (!down_mapping) return down_mapping.error();
  out.up_ = std::move(*up_mapping);
  out.down_ = std::move(*down_mapping);
  // Tasks that are as many as before keep what they had stored, unless anybody may be its receiver.
  if (was.up != now.up) out.senders_ = out.up_;
  if (was.down != now.down || down == SubtaskMapper::kFull) out.receivers_ = out.down_;
  return out;
}

std::vector<std::pair<std::uint32_t, std::uint32_t>> InFlightRescale::output_of(
    std::uint32_t up) const {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> out;
  for (const std::uint32_t from : senders_.old_of[up])
    for (std::uint32_t to = 0; to < was_.down; to++) out.emplace_back(from, to);
  return out;
}

std::vector<std::pair<std::uint32_t, std::uint32_t>> InFlightRescale::input_of(
    std::uint32_t down) const {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> out;
  for (const std::uint32_t to : receivers_.old_of[down])
    for (std::uint32_t from = 0; from < was_.up; from++) out.emplace_back(to, from);
  return out;
}

InFlightDescriptor InFlightRescale::up_descriptor(std::uint32_t up) const {
  return descriptor(up_, down_, up);
}

InFlightDescriptor InFlightRescale::down_descriptor(std::uint32_t down) const {
  return descriptor(down_, up_, down);
}

std::vector<VirtualChannel> InFlightRescale::virtual_channels(StoredBy side, std::uint32_t up,
                                                              std::uint32_t down) const {
  const RescaleMapping& receivers = side == StoredBy::kReceiver ? receivers_ : down_;
  std::vector<std::uint32_t> senders;
  if (side == StoredBy::kReceiver && !down_descriptor(down).rescaled)
    senders = up < was_.up ? std::vector<std::uint32_t>{up} : std::vector<std::uint32_t>();
  else if (up < now_.up)
    senders = up_.old_of[up];
  std::vector<VirtualChannel> out;
  for (const std::uint32_t to : receivers.old_of[down])
    for (const std::uint32_t from : senders)
      out.push_back({from, to, receivers.ambiguous && receivers.is_shared(to)});
  return out;
}

}  // namespace weir

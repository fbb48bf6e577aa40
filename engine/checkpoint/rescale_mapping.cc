// Tested by the vectors mapper_* of runtime/unaligned_rescale.json.
#include "engine/checkpoint/rescale_mapping.h"

#include <algorithm>

#include "engine/core/key_group.h"

namespace weir {

namespace {

// Fine enough for every parallelism: Flink's upper bound of the maximal parallelism.
constexpr std::uint32_t kFineGroups = 1u << 15;

std::vector<std::uint32_t> by_range(std::uint32_t subtask, std::uint32_t old_parallelism,
                                    std::uint32_t new_parallelism) {
  const KeyGroupRange mine = key_group_range(kFineGroups, new_parallelism, subtask);
  const std::uint32_t first = operator_index(kFineGroups, old_parallelism, mine.first);
  const std::uint32_t last =
      operator_index(kFineGroups, old_parallelism, static_cast<std::uint32_t>(mine.last));
  std::vector<std::uint32_t> out;
  for (std::uint32_t i = first; i <= last; i++) out.push_back(i);
  return out;
}

std::vector<std::uint32_t> old_subtasks(SubtaskMapper mapper, std::uint32_t subtask,
                                        std::uint32_t old_parallelism,
                                        std::uint32_t new_parallelism) {
  std::vector<std::uint32_t> out;
  switch (mapper) {
    case SubtaskMapper::kArbitrary:
    case SubtaskMapper::kRoundRobin:
      for (std::uint32_t i = subtask; i < old_parallelism; i += new_parallelism) out.push_back(i);
      break;
    case SubtaskMapper::kFirst:
      for (std::uint32_t i = 0; subtask == 0 && i < old_parallelism; i++) out.push_back(i);
      break;
    case SubtaskMapper::kFull:
      for (std::uint32_t i = 0; i < old_parallelism; i++) out.push_back(i);
      break;
    case SubtaskMapper::kRange: return by_range(subtask, old_parallelism, new_parallelism);
    case SubtaskMapper::kUnsupported: break;
  }
  return out;
}

}  // namespace

const char* subtask_mapper_name(SubtaskMapper mapper) {
  switch (mapper) {
    case SubtaskMapper::kArbitrary: return "arbitrary";
    case SubtaskMapper::kFirst: return "first";
    case SubtaskMapper::kFull: return "full";
    case SubtaskMapper::kRange: return "range";
    case SubtaskMapper::kRoundRobin: return "round_robin";
    case SubtaskMapper::kUnsupported: return "unsupported";
  }
  return "?";
}

bool RescaleMapping::identity() const {
  for (std::uint32_t i = 0; i < old_of.size(); i++)
    if (!old_of[i].empty() && old_of[i] != std::vector<std::uint32_t>{i}) return false;
  return true;
}

bool RescaleMapping::is_shared(std::uint32_t old_subtask) const {
  return std::binary_search(shared.begin(), shared.end(), old_subtask);
}

Result<RescaleMapping> rescale_mapping(SubtaskMapper mapper, std::uint32_t old_parallelism,
                                       std::uint32_t new_parallelism) {
  if (mapper == SubtaskMapper::kUnsupported)
    return Error{ErrorKind::kRestoreRefused,
                 "what is in flight on such an edge cannot be restored at another parallelism"};
  RescaleMapping out;
  out.ambiguous = mapper == SubtaskMapper::kFull || mapper == SubtaskMapper::kRange;
  std::vector<std::uint32_t> receivers(old_parallelism, 0);
  for (std::uint32_t i = 0; i < new_parallelism; i++) {
    out.old_of.push_back(old_subtasks(mapper, i, old_parallelism, new_parallelism));
    for (const std::uint32_t old : out.old_of.back()) receivers[old]++;
  }
  for (std::uint32_t old = 0; old < old_parallelism; old++)
    if (receivers[old] > 1) out.shared.push_back(old);
  return out;
}

}  // namespace weir

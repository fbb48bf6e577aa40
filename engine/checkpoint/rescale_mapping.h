// RescaleMapping: which old subtasks each new subtask takes over when what was in flight between
// two
//   operators is restored at another parallelism.
//   kArbitrary and kRoundRobin: old i goes to new i mod n. kFirst: all to the first. kFull: all to
//   everyone. kRange: to whoever owns a part of its key groups. With kFull and kRange an old
//   subtask can go to several new ones ("shared"); its records are then filtered, so that each has
//   one receiver.
// Errors: kRestoreRefused for kUnsupported (edges whose data is never stored in flight).
// Follows Flink's SubtaskStateMapper and RescaleMappings.
#pragma once
#include <cstdint>
#include <vector>

#include "engine/core/result.h"

namespace weir {

enum class SubtaskMapper : std::uint8_t {
  kArbitrary,
  kFirst,
  kFull,
  kRange,
  kRoundRobin,
  kUnsupported
};

const char* subtask_mapper_name(SubtaskMapper mapper);  // "round_robin"

struct RescaleMapping {
  std::vector<std::vector<std::uint32_t>> old_of;  // per new subtask, ascending
  std::vector<std::uint32_t> shared;               // old subtasks with several new ones, ascending
  bool ambiguous = false;                          // the mapper may share: records must be filtered
  // Nothing to map: each new subtask has its own old one, or none because it is new.
  bool identity() const;
  bool is_shared(std::uint32_t old_subtask) const;
};

Result<RescaleMapping> rescale_mapping(SubtaskMapper mapper, std::uint32_t old_parallelism,
                                       std::uint32_t new_parallelism);

}  // namespace weir

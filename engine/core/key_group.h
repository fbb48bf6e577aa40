// Key groups: the unit in which keyed state moves between subtasks when the parallelism changes.
//   A key belongs to one of `max_parallelism` groups for ever; each subtask owns a contiguous range
//   of groups. Follows Flink's KeyGroupRangeAssignment to the letter.
#pragma once
#include <cstdint>

#include "engine/core/hash.h"
#include "engine/core/ids.h"
#include "engine/core/result.h"

namespace weir {

inline constexpr std::uint32_t kDefaultLowerBoundMaxParallelism = 128;
inline constexpr std::uint32_t kUpperBoundMaxParallelism = 1u << 15;

// Both ends inclusive; empty if last < first.
struct KeyGroupRange {
  std::uint32_t first = 0;
  std::int64_t last = -1;
  bool contains(std::uint32_t group) const {
    return group >= first && static_cast<std::int64_t>(group) <= last;
  }
  bool empty() const { return last < static_cast<std::int64_t>(first); }
  std::uint32_t size() const { return empty() ? 0 : static_cast<std::uint32_t>(last - first + 1); }
  bool operator==(const KeyGroupRange&) const = default;
};

inline KeyGroup key_group_of_hash(std::int32_t java_hash, std::uint32_t max_parallelism) {
  const auto hash = static_cast<std::uint32_t>(flink_murmur(java_hash));
  // Usually a power of two; a division is as dear as all the rest.
  if ((max_parallelism & (max_parallelism - 1)) == 0) [[likely]]
    return static_cast<KeyGroup>(hash & (max_parallelism - 1));
  return static_cast<KeyGroup>(hash % max_parallelism);
}
inline KeyGroup key_group(const Value& key, std::uint32_t max_parallelism) {
  return key_group_of_hash(java_hash(key), max_parallelism);
}
// The same for a key that may be null. Errors: kNull.
Result<KeyGroup> assign_to_key_group(const Value& key, std::uint32_t max_parallelism);

// The subtask that owns a key group.
inline std::uint32_t operator_index(std::uint32_t max_parallelism, std::uint32_t parallelism,
                                    std::uint32_t group) {
  return group * parallelism / max_parallelism;
}
// The groups of subtask `index`, which exists; parallelism <= max_parallelism.
KeyGroupRange key_group_range(std::uint32_t max_parallelism, std::uint32_t parallelism,
                              std::uint32_t index);

// What Flink takes when the user sets none: next power of two of 1.5 p, within [128, 32768].
std::uint32_t default_max_parallelism(std::uint32_t parallelism);
// Errors: kBadArgument unless 1 <= parallelism <= 32768.
Result<void> check_parallelism(std::int64_t parallelism);
// Errors: kBadArgument unless 1 <= parallelism <= max_parallelism <= 32768.
Result<void> check_max_parallelism(std::int64_t max_parallelism, std::int64_t parallelism);

}  // namespace weir

#include "engine/core/key_group.h"

#include <algorithm>
#include <bit>

#include "engine/core/check.h"

namespace weir {

Result<KeyGroup> assign_to_key_group(const Value& key, std::uint32_t max_parallelism) {
  if (key.is_null()) return Error{ErrorKind::kNull, "a key must not be null"};
  return key_group(key, max_parallelism);
}

KeyGroupRange key_group_range(std::uint32_t max_parallelism, std::uint32_t parallelism,
                              std::uint32_t index) {
  WEIR_CHECK(index < parallelism, "a key-group range needs a subtask that exists");
  WEIR_CHECK(parallelism <= max_parallelism, "a key-group range must not be empty");
  const std::uint64_t max = max_parallelism;
  const std::uint64_t first = (index * max + parallelism - 1) / parallelism;
  const std::uint64_t last = ((index + 1) * max - 1) / parallelism;
  return {static_cast<std::uint32_t>(first), static_cast<std::int64_t>(last)};
}

std::uint32_t default_max_parallelism(std::uint32_t parallelism) {
  const std::uint32_t wanted = std::bit_ceil(parallelism + parallelism / 2);
  return std::clamp(wanted, kDefaultLowerBoundMaxParallelism, kUpperBoundMaxParallelism);
}

Result<void> check_parallelism(std::int64_t parallelism) {
  if (parallelism > 0 && parallelism <= std::int64_t{kUpperBoundMaxParallelism}) return {};
  return Error{ErrorKind::kBadArgument, "parallelism must be between 1 and " +
                                            std::to_string(kUpperBoundMaxParallelism) + ", it is " +
                                            std::to_string(parallelism)};
}

Result<void> check_max_parallelism(std::int64_t max_parallelism, std::int64_t parallelism) {
  if (const auto checked = check_parallelism(parallelism); !checked) return checked;
  if (max_parallelism >= parallelism && max_parallelism <= std::int64_t{kUpperBoundMaxParallelism})
    return {};
  return Error{ErrorKind::kBadArgument, "maximum parallelism must be between the parallelism, " +
                                            std::to_string(parallelism) + ", and " +
                                            std::to_string(kUpperBoundMaxParallelism) + ", it is " +
                                            std::to_string(max_parallelism)};
}

}  // namespace weir

#include "engine/core/key_group.h"

#include <algorithm>
#include <bit>

#include "engine/core/check.h"

namespace weir {

KeyGroupRange key_group_range(std::uint32_t max_parallelism, std::uint32_t parallelism, std::uint32_t index) {
  WEIR_CHECK(parallelism > 0 && index < parallelism, "a key-group range needs a subtask that exists");
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

}  // namespace weir

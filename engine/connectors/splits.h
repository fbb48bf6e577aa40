// Splits of sources whose number of splits is known: they are named "<uid>.<i>", i from 0.
//   Names and positions come back from checkpoints, and the job or its data may have changed since:
//   what does not fit is kRestoreRefused, and says what there is.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "engine/core/result.h"

namespace weir {

std::vector<std::string> split_names(const std::string& uid, std::size_t count);

// Which split of the source this is. `position` is where it is to be opened: not below 0.
Result<std::size_t> find_split(const std::string& uid, std::size_t count, const std::string& split,
                               std::int64_t position);

// `what` (a split, a file) ends after `rows`, before the position.
Error position_beyond(const std::string& what, std::int64_t rows, std::int64_t position);

}  // namespace weir

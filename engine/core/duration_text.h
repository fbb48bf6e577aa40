// Lengths of time as people write them: digits and a unit, "250ms", "10s", "5min", "2h", "1d".
//   Several parts, "1min 30s", are added. No sign, no fraction: the unit below says it. Results are
//   milliseconds.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "engine/core/result.h"
#include "engine/core/time.h"

namespace weir {

// Milliseconds of one unit; nullopt: there is no such unit.
std::optional<Duration> unit_of_time(std::string_view unit);

// kBadArgument: what was seen and what is wanted, without the place.
Result<Duration> parse_duration(std::string_view text);

// The shortest text that reads back to the same: in the largest unit that divides it. 0 is "0ms".
// `duration` is not negative.
std::string duration_text(Duration duration);

}  // namespace weir

// How many random scenarios a test runs. Every random test asks here, so that one number makes all
// of them longer (a night of looking for trouble) or shorter (builds with sanitizers).
#pragma once

#include <algorithm>
#include <cstdlib>

namespace weir {

// `count`, scaled by the environment variable WEIR_SCENARIOS_PERCENT (100 if absent); at least 1.
inline int scenarios(int count) {
  const char* text = std::getenv("WEIR_SCENARIOS_PERCENT");
  const long percent = text == nullptr ? 100 : std::strtol(text, nullptr, 10);
  return static_cast<int>(std::max(1L, count * percent / 100));
}

}  // namespace weir

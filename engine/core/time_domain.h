// TimeDomain: which of the two times a timer is of: that of the records, or that of the machine.
#pragma once
#include <cstdint>

namespace weir {

enum class TimeDomain : std::uint8_t { kEvent, kProcessing };

}  // namespace weir

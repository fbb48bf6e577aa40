// Time in Weir: int64 milliseconds, as in Flink.
//   A Timestamp is a point of event time or of processing time; a Duration is a length. Both wrap
//   like Java's long where Flink's arithmetic does (window ends near the extremes), so use the
//   helpers here where a value may come from data. kMinTimestamp as a watermark means "none yet";
//   kMaxTimestamp means "no more will come".
#pragma once
#include <cstdint>
#include <limits>

namespace weir {

using Timestamp = std::int64_t;
using Duration = std::int64_t;

inline constexpr Timestamp kMinTimestamp = std::numeric_limits<std::int64_t>::min();
inline constexpr Timestamp kMaxTimestamp = std::numeric_limits<std::int64_t>::max();

// Java's long arithmetic: two's complement, silent overflow.
constexpr std::int64_t wrapping_add(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}
constexpr std::int64_t wrapping_sub(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}
constexpr std::int64_t wrapping_mul(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) * static_cast<std::uint64_t>(b));
}

}  // namespace weir

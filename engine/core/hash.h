// Hashes that Flink's behaviour depends on: they decide which subtask owns a key and never change.
//   java_hash: Object.hashCode of Long, Boolean, Double, String (over UTF-16 units), List, Map, and
//     of a row as of a Flink Tuple (31 * h + field). java_hash_int32: that of Integer.
//   flink_murmur: MathUtils.murmurHash. Sources: Flink's MathUtils, KeyGroupRangeAssignment.
#pragma once
#include <cstdint>
#include <string_view>

#include "engine/core/value.h"

namespace weir {

inline std::int32_t java_hash(std::int64_t v) {
  const auto u = static_cast<std::uint64_t>(v);
  return static_cast<std::int32_t>(u ^ u >> 32);
}
inline std::int32_t java_hash_int32(std::int32_t v) {
  return v;
}  // Integer: not that of the same Long
std::int32_t java_hash(std::string_view utf8);
std::int32_t java_hash_of(const Value& v);

inline std::int32_t java_hash(const Value& v) {
  return v.kind() == Kind::kInt ? java_hash(v.as_int()) : java_hash_of(v);
}

// Never negative.
inline std::int32_t flink_murmur(std::int32_t code) {
  std::uint32_t k = static_cast<std::uint32_t>(code) * 0xcc9e2d51u;
  k = k << 15 | k >> 17;
  k *= 0x1b873593u;
  k = k << 13 | k >> 19;
  k = k * 5 + 0xe6546b64u;
  k ^= 4;
  k ^= k >> 16;
  k *= 0x85ebca6bu;
  k ^= k >> 13;
  k *= 0xc2b2ae35u;
  k ^= k >> 16;
  const auto s = static_cast<std::int32_t>(k);
  return s >= 0 ? s : s == INT32_MIN ? 0 : -s;
}

// The simulator's own mixing of (seed, id, n): latency and jitter. Pinned by tests; not a Flink
// hash.
constexpr std::uint64_t mix64(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15ull;
  x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9ull;
  x = (x ^ x >> 27) * 0x94D049BB133111EBull;
  return x ^ x >> 31;
}
constexpr std::uint64_t stable_hash(std::uint64_t seed, std::uint64_t id, std::uint64_t n) {
  return mix64(mix64(mix64(seed) ^ id) ^ n);
}

}  // namespace weir

// Keys as RocksDB sees them: in memcmp order, which is the order of the contract.
//   A cell: [life] [key group, 2 bytes big-endian] [key, KeyCodec] [namespace].
//   A timer: [life] [timestamp] [key, KeyCodec] [namespace], which is order of firing.
//   Numbers are big-endian with the sign bit flipped. The void namespace is 00; a window is 01,
//   start, end, 01: the last byte says how long the namespace is, so it is found from behind.
//   A life is there in databases that are used again (rocks_database.h): 4 bytes, or none.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/core/bytes.h"
#include "engine/core/ids.h"
#include "engine/core/namespace.h"

namespace weir::rocks {

inline constexpr std::size_t kWindowSize = 18;
inline constexpr std::uint64_t kSignBit = 1ull << 63;

inline void append_time(std::string& out, Timestamp time) {
  ByteWriter(out).u64_big(static_cast<std::uint64_t>(time) ^ kSignBit);
}
inline Timestamp time_at(std::string_view bytes) {
  ByteReader in(bytes);
  return static_cast<Timestamp>(in.u64_big() ^ kSignBit);
}

inline void append_group(std::string& out, KeyGroup group) {
  const char bytes[2] = {static_cast<char>(group >> 8), static_cast<char>(group)};
  out.append(bytes, 2);
}
inline KeyGroup group_at(std::string_view bytes) {
  const auto high = static_cast<unsigned char>(bytes[0]),
             low = static_cast<unsigned char>(bytes[1]);
  return static_cast<KeyGroup>(high << 8 | low);
}

inline void append_namespace(std::string& out, const Namespace& ns) {
  if (ns.is_void()) {
    out.push_back('\0');
    return;
  }
  out.push_back('\1');
  append_time(out, ns.start);
  append_time(out, ns.end);
  out.push_back('\1');
}
// Takes the namespace from the end of `bytes`.
inline Namespace take_namespace(std::string_view& bytes) {
  if (bytes.empty() || bytes.back() == '\0' || bytes.size() < kWindowSize) {
    if (!bytes.empty()) bytes.remove_suffix(1);
    return {};
  }
  const std::string_view window = bytes.substr(bytes.size() - kWindowSize);
  bytes.remove_suffix(kWindowSize);
  return {time_at(window.substr(1)), time_at(window.substr(9))};
}

}  // namespace weir::rocks

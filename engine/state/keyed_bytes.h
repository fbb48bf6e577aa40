// What the writer and the reader of the keyed format (keyed_format.h) must agree on.
#pragma once
#include <cstdint>
#include <string_view>

#include "engine/core/bytes.h"
#include "engine/core/namespace.h"

namespace weir::keyed_bytes {

inline constexpr std::string_view kMagic = "WeirKeys";
inline constexpr std::uint8_t kVersion = 1;

// Marks inside a section.
inline constexpr std::uint8_t kEnd =
    0;  // of cells (which start with 1 + number of their state), of timers
inline constexpr std::uint8_t kEventTimer = 1;
inline constexpr std::uint8_t kProcessingTimer = 2;

// The void namespace is one byte; a window is its start and its length (which may wrap).
inline void write_namespace(ByteWriter& out, const Namespace& ns) {
  out.u8(ns.is_void() ? 0 : 1);
  if (ns.is_void()) return;
  out.zigzag(ns.start);
  out.zigzag(wrapping_sub(ns.end, ns.start));
}
inline Namespace read_namespace(ByteReader& in) {
  const std::uint8_t mark = in.u8();
  if (mark > 1) in.fail("not a namespace");
  if (mark != 1) return {};
  Namespace ns;
  ns.start = in.zigzag();
  ns.end = wrapping_add(ns.start, in.zigzag());
  if (ns.is_void()) in.fail("not a namespace");
  return ns;
}

}  // namespace weir::keyed_bytes

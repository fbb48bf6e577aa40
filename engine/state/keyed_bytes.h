// What the writer and the reader of the keyed format (keyed_format.h) must agree on.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/core/bytes.h"
#include "engine/core/namespace.h"
#include "engine/state/timer_queue.h"

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
// Key, namespace and value (of a cell) are encoded already.
inline void append_cell(std::string& to, std::uint32_t state, std::string_view bytes) {
  ByteWriter out(to);
  out.varint(std::uint64_t{state} + 1);
  out.raw(bytes);
}
inline void append_timer(std::string& to, TimeDomain domain, Timestamp timestamp,
                         std::string_view bytes) {
  ByteWriter out(to);
  out.u8(domain == TimeDomain::kEvent ? kEventTimer : kProcessingTimer);
  out.zigzag(timestamp);
  out.raw(bytes);
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

// Namespace: what divides one key's state, as Flink's namespaces do. Either nothing (void) or a
//   time window [start, end).
//   Ordered by (start, end); the void namespace is below all windows.
#pragma once
#include <compare>
#include <string>

#include "engine/core/time.h"

namespace weir {

struct Namespace {
  Timestamp start = kMinTimestamp;
  Timestamp end = kMinTimestamp;  // start == end == MIN: void

  bool is_void() const { return end == kMinTimestamp && start == kMinTimestamp; }
  auto operator<=>(const Namespace&) const = default;
};

// "[10,15)"; the void namespace is "".
inline std::string to_string(const Namespace& ns) {
  if (ns.is_void()) return {};
  std::string out = "[";
  out += std::to_string(ns.start);
  out += ',';
  out += std::to_string(ns.end);
  out += ')';
  return out;
}

}  // namespace weir

// Values of stored fields as arguments of recorder calls. For generated/record_any.h only.
#pragma once
#include <charconv>
#include <optional>
#include <string_view>

#include "engine/core/namespace.h"
#include "engine/trace/recorder.h"

namespace weir::any {

inline std::optional<std::int64_t> optional_int(const Value& v) {
  return v.is_null() ? std::nullopt : std::optional(v.as_int());
}
inline std::optional<std::string_view> optional_text(const Value& v) {
  return v.is_null() ? std::nullopt : std::optional(v.as_text());
}
inline std::optional<NameId> optional_name(TraceRecorder& r, const Value& v) {
  return v.is_null() ? std::nullopt : std::optional(r.name(v.as_text()));
}
// "[10,15)"; anything else is the void namespace.
inline Namespace namespace_of(const Value& v) {
  Namespace ns;
  if (v.kind() != Kind::kString) return ns;
  const std::string_view s = v.as_text();
  const auto comma = s.find(',');
  if (comma == std::string_view::npos || s.size() < 5) return ns;
  const bool good =
      std::from_chars(s.data() + 1, s.data() + comma, ns.start).ec == std::errc() &&
      std::from_chars(s.data() + comma + 1, s.data() + s.size() - 1, ns.end).ec == std::errc();
  return good ? ns : Namespace();
}

}  // namespace weir::any

#include "engine/core/duration_text.h"

#include <fmt/format.h>

#include <array>
#include <limits>

namespace weir {

namespace {

struct Unit {
  std::string_view name;
  Duration milliseconds;
};

// Smallest first.
constexpr std::array kUnits{Unit{"ms", 1}, Unit{"s", 1'000}, Unit{"min", 60'000},
                            Unit{"h", 3'600'000}, Unit{"d", 86'400'000}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::optional<Duration> unit_of_time(std::string_view unit) {
  for (const Unit& u : kUnits)
    if (u.name == unit) return u.milliseconds;
  return std::nullopt;
}

Result<Duration> parse_duration(std::string_view text) {
  constexpr Duration kMost = std::numeric_limits<Duration>::max();
  const auto bad = [&](std::string_view why) {
    return Error{ErrorKind::kBadArgument,
                 fmt::format("'{}' is no length of time: {}; write digits and a unit (ms, s, min, "
                             "h, d), like '250ms' or '5min'",
                             text, why)};
  };
  Duration total = 0;
  std::size_t i = 0;
  bool any = false;
  for (;; any = true) {
    while (i < text.size() && text[i] == ' ') i++;
    if (i == text.size()) break;
    if (text[i] == '-') return bad("it is negative");
    Duration n = 0;
    const std::size_t begin = i;
    for (; i < text.size() && is_digit(text[i]); i++)
      if (__builtin_mul_overflow(n, Duration{10}, &n) ||
          __builtin_add_overflow(n, Duration{text[i] - '0'}, &n))
        return bad("it is too long");
    if (i == begin) return bad("it has no digits");
    if (i < text.size() && text[i] == '.') return bad("it has a fraction");
    while (i < text.size() && text[i] == ' ') i++;
    const std::size_t unit_begin = i;
    while (i < text.size() && !is_digit(text[i]) && text[i] != ' ') i++;
    const std::string_view unit = text.substr(unit_begin, i - unit_begin);
    if (unit.empty()) return bad("it has no unit");
    const auto milliseconds = unit_of_time(unit);
    if (!milliseconds) return bad(fmt::format("there is no unit '{}'", unit));
    if (n > kMost / *milliseconds || __builtin_add_overflow(total, n * *milliseconds, &total))
      return bad("it is too long");
  }
  if (!any) return bad("it is empty");
  return total;
}

std::string duration_text(Duration duration) {
  std::size_t best = 0;
  for (std::size_t u = 0; u < kUnits.size(); u++)
    if (duration != 0 && duration % kUnits[u].milliseconds == 0) best = u;
  return fmt::format("{}{}", duration / kUnits[best].milliseconds, kUnits[best].name);
}

}  // namespace weir

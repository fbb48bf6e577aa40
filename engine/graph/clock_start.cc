#include "engine/graph/clock_start.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>

#include "engine/core/user_error.h"

namespace weir {

namespace {

constexpr int kRowsLookedAt = 1'000;

std::optional<Timestamp> first_arrival(const SourceSpec& spec, SplitReader& rows) {
  Value row;
  BadRow bad;
  for (int i = 0; i < kRowsLookedAt; i++) {
    const auto said = rows.next(row, bad);
    if (!said || *said == Read::kEnd) return std::nullopt;
    if (*said == Read::kBadRow) continue;
    if (const auto at = spec.at(row)) return at;
  }
  return std::nullopt;
}

std::optional<Timestamp> earliest_arrival(const SourceSpec& spec) {
  std::optional<Timestamp> earliest;
  const std::unique_ptr<Source> source = spec.make();
  const auto splits = source->splits();
  if (!splits) return std::nullopt;
  for (const std::string& name : *splits) {
    const auto split = source->open(name, 0);
    if (!split) continue;
    const auto at = first_arrival(spec, **split);
    if (at) earliest = std::min(earliest.value_or(*at), *at);
  }
  return earliest;
}

}  // namespace

Timestamp clock_start(const StreamGraph& graph) {
  if (graph.config.clock_start) return *graph.config.clock_start;
  std::optional<Timestamp> earliest;
  for (const StreamNode& node : graph.nodes) {
    if (!node.source || !node.source->at) continue;
    try {
      if (const auto at = earliest_arrival(*node.source))
        earliest = std::min(earliest.value_or(*at), *at);
    } catch (const UserError&) {
      // The task that reads there meets it again.
    }
  }
  return std::max<Timestamp>(0, earliest.value_or(0));
}

}  // namespace weir

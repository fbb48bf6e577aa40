#include "diagrams/plot_scale.h"

#include <algorithm>
#include <limits>
#include <string>

namespace weir::diagrams {

namespace {

constexpr std::int64_t kWidestMs = 10;  // columns
constexpr std::size_t kTickEvery = 10;  // columns, at the least

bool is_time(Timestamp t) { return t != kMinTimestamp && t != kMaxTimestamp; }

// The smallest that is not below `least`: 1, 2, 5, 10, 20, … for what has a label; with 3, 4, 6 and
// 8 between them for what has none.
Duration round_up(Duration least, bool labelled = true) {
  for (Duration power = 1; power <= std::numeric_limits<Duration>::max() / 10; power *= 10)
    for (const Duration step : {1, 2, 3, 4, 5, 6, 8}) {
      const bool coarse = step == 1 || step == 2 || step == 5;
      if (step * power >= least && (coarse || !labelled)) return step * power;
    }
  return std::numeric_limits<Duration>::max() / 10;
}

// Rounded down, also below 0.
std::int64_t quotient(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

struct Range {
  std::optional<Timestamp> low, high;  // high: behind the last ms
  void add(Timestamp from, Timestamp to) {
    if (is_time(from) && (!low || from < *low)) low = from;
    if (is_time(to) && (!high || to > *high)) high = to;
  }
};

Range range_of(const std::map<Timestamp, PlotRow>& rows) {
  Range out;
  for (const auto& [time, row] : rows) {
    for (const auto& [ts, mark] : row.marks) out.add(ts, wrapping_add(ts, 1));
    for (const PlotRow::Bar& bar : row.bars) out.add(bar.start, bar.end);
    if (row.watermark) out.add(*row.watermark, *row.watermark);
  }
  if (out.low && (!out.high || *out.high <= *out.low)) out.high = wrapping_add(*out.low, 1);
  if (out.high && !out.low) out.low = wrapping_sub(*out.high, 1);
  return out;
}

}  // namespace

std::optional<PlotScale> PlotScale::fit(const std::map<Timestamp, PlotRow>& rows,
                                        std::size_t columns) {
  const Range range = range_of(rows);
  if (!range.low) return std::nullopt;
  const auto width = static_cast<std::int64_t>(columns);
  const std::uint64_t length =
      static_cast<std::uint64_t>(*range.high) - static_cast<std::uint64_t>(*range.low);
  PlotScale scale;
  scale.columns_ = columns;
  scale.high_ = *range.high;
  if (length <= static_cast<std::uint64_t>(width)) {
    scale.per_ms_ = std::min(kWidestMs, width / static_cast<std::int64_t>(length));
    return scale;
  }
  // One column is kept for the rounding of the last one.
  const std::uint64_t least = length / static_cast<std::uint64_t>(width - 1) + 1;
  scale.per_column_ = round_up(static_cast<Duration>(least), false);
  const std::int64_t last = quotient(wrapping_sub(*range.high, 1), scale.per_column_);
  scale.high_ = wrapping_mul(last + 1, scale.per_column_);
  return scale;
}

std::int64_t PlotScale::column_of(Timestamp time) const {
  const auto width = static_cast<std::int64_t>(columns_);
  if (per_ms_ > 0) {
    const std::int64_t back = wrapping_sub(high_, time);
    if (back < -width || back > width) return back < 0 ? width : -1;
    return width - back * per_ms_;
  }
  return width + quotient(time, per_column_) - quotient(high_, per_column_);
}

std::vector<PlotScale::Tick> PlotScale::ticks() const {
  std::vector<Tick> out;
  const auto width = static_cast<std::int64_t>(columns_);
  const Timestamp low =
      per_ms_ > 0 ? high_ - width / per_ms_ : wrapping_sub(high_, wrapping_mul(width, per_column_));
  const std::size_t label = std::max(std::to_string(low).size(), std::to_string(high_).size());
  const auto apart = static_cast<std::int64_t>(std::max(kTickEvery, label + 2));
  const Duration step = per_ms_ > 0 ? round_up((apart + per_ms_ - 1) / per_ms_)
                                    : (per_column_ > std::numeric_limits<Duration>::max() / apart
                                           ? per_column_
                                           : round_up(apart * per_column_));
  const std::int64_t first = quotient(high_, step);
  for (std::int64_t n = 0; n <= width; n++) {
    const Timestamp time = wrapping_mul(first - n, step);
    const std::int64_t column = column_of(time);
    if (column < 0 || column > width) break;
    out.push_back({static_cast<std::size_t>(column), time});
  }
  std::reverse(out.begin(), out.end());
  return out;
}

}  // namespace weir::diagrams

// PlotScale: from event time to columns. Either several columns for each ms or several ms for each
//   column, never a fraction; the last column is that of the latest time, and what is left over
//   stays empty at the beginning.
#pragma once
#include <cstddef>
#include <map>
#include <optional>
#include <vector>

#include "diagrams/plot_model.h"

namespace weir::diagrams {

class PlotScale {
 public:
  struct Tick {
    std::size_t column;  // may be the one behind the last
    Timestamp time;
  };

  // nullopt: nothing has an event time.
  static std::optional<PlotScale> fit(const std::map<Timestamp, PlotRow>& rows,
                                      std::size_t columns);

  std::size_t columns() const { return columns_; }
  // Of the ms itself; below 0 or beyond columns(): outside.
  std::int64_t column_of(Timestamp time) const;
  // Where a mark for "up to here" stands.
  std::int64_t column_behind(Timestamp time) const {
    return column_of(time) + (per_ms_ > 1 ? 1 : 0);
  }
  bool is_exact() const { return per_ms_ > 0; }
  Duration ms_per_column() const { return per_column_; }
  std::vector<Tick> ticks() const;

 private:
  std::size_t columns_ = 0;
  Timestamp high_ = 0;       // of the column behind the last
  std::int64_t per_ms_ = 0;  // columns; 0: less than one
  Duration per_column_ = 1;  // ms
};

}  // namespace weir::diagrams

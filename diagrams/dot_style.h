// What all DOT of Weir has in common: fonts, sizes, colours, how streams look. Sizes are inches,
// as in Graphviz.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "diagrams/dot_writer.h"
#include "engine/graph/partitioner.h"

namespace weir::diagrams {

inline constexpr std::size_t kBoxColumns = 22;  // that fit into a box of 2.1 inches
inline constexpr std::string_view kFont = "DejaVu Sans";
inline constexpr std::string_view kMonoFont = "DejaVu Sans Mono";

// Attributes of the graph, nodes and edges. `rank_gap` lies between two columns of boxes.
void begin_dot(DotWriter& dot, const std::string& rank_gap);

// How an edge that ships so is drawn.
DotAttributes stream_style(Ship ship);
// The ship that has this name; forward if none has.
Ship ship_named(std::string_view name);

struct LegendEntry {
  std::string words;
  DotAttributes shape;  // of the box the words stand in
};
struct LegendStream {
  std::string words;
  Ship ship;
};
// One line of `words` for each ship; what it does with records.
std::string ship_words(Ship ship);
void write_legend(DotWriter& dot, const std::vector<LegendEntry>& entries,
                  const std::vector<LegendStream>& streams);

}  // namespace weir::diagrams

#include "diagrams/dot_style.h"

namespace weir::diagrams {

void begin_dot(DotWriter& dot, const std::string& rank_gap) {
  dot.attribute("fontname", std::string(kFont));
  dot.attribute("fontsize", "10");
  dot.attribute("labeljust", "l");
  dot.attribute("newrank", "true");
  dot.attribute("nodesep", "0.35");
  dot.attribute("ordering", "out");
  dot.attribute("rankdir", "LR");
  dot.attribute("ranksep", rank_gap);
  dot.defaults("edge", {{"fontname", std::string(kFont)},
                        {"fontsize", "9"},
                        {"labelangle", "20"},
                        {"labeldistance", "4.5"},
                        {"labelfontname", std::string(kMonoFont)},
                        {"labelfontsize", "9"}});
  dot.defaults("node", {{"fixedsize", "true"},
                        {"fontname", std::string(kFont)},
                        {"fontsize", "10"},
                        {"height", "0.7"},
                        {"shape", "box"},
                        {"width", "2.1"}});
}

DotAttributes stream_style(Ship ship) {
  switch (ship) {
    case Ship::kForward: return {{"style", "solid"}};
    case Ship::kHash:
    case Ship::kCustom: return {{"style", "bold"}};
    case Ship::kRebalance:
    case Ship::kRescale:
    case Ship::kShuffle: return {{"style", "dashed"}};
    case Ship::kBroadcast: return {{"arrowtail", "odot"}, {"dir", "both"}, {"style", "dotted"}};
    case Ship::kGlobal: return {{"arrowhead", "vee"}, {"style", "solid"}};
  }
  return {};
}

Ship ship_named(std::string_view name) {
  for (const Ship ship : {Ship::kRebalance, Ship::kHash, Ship::kBroadcast, Ship::kGlobal,
                          Ship::kRescale, Ship::kShuffle, Ship::kCustom})
    if (name == ship_name(ship)) return ship;
  return Ship::kForward;
}

std::string ship_words(Ship ship) {
  switch (ship) {
    case Ship::kForward: return "forward: to the same subtask";
    case Ship::kHash: return "hash: equal keys to one subtask";
    case Ship::kRebalance: return "rebalance: in turn";
    case Ship::kBroadcast: return "broadcast: to all subtasks";
    case Ship::kGlobal: return "global: all to the first";
    case Ship::kRescale: return "rescale: in turn, to some";
    case Ship::kShuffle: return "shuffle: anywhere";
    case Ship::kCustom: return "custom: as a function says";
  }
  return {};
}

void write_legend(DotWriter& dot, const std::vector<LegendEntry>& entries,
                  const std::vector<LegendStream>& streams) {
  dot.begin_cluster("legend");
  dot.attribute("id", dot.unique_id("legend"));
  dot.attribute("label", "legend");
  dot.attribute("style", "dotted");
  std::size_t n = 0;
  for (const LegendEntry& entry : entries) {
    DotAttributes attributes = entry.shape;
    attributes.emplace_back("class", "legend");
    attributes.emplace_back("height", "0.4");
    attributes.emplace_back("id", dot.unique_id("legend-" + std::to_string(++n)));
    attributes.emplace_back("label", dot_line(entry.words));
    dot.node(dot.unique_name("legend " + std::to_string(n)), std::move(attributes));
  }
  for (const LegendStream& stream : streams) {
    const std::string from = dot.unique_name("legend " + std::to_string(++n));
    const std::string to = dot.unique_name("legend " + std::to_string(++n));
    dot.node(from, {{"class", "legend"},
                    {"height", "0.4"},
                    {"id", dot.unique_id("legend-" + std::to_string(n - 1))},
                    {"label", dot_line(stream.words)},
                    {"shape", "plaintext"},
                    {"width", "2.6"}});
    dot.node(to, {{"class", "legend"},
                  {"height", "0.1"},
                  {"id", dot.unique_id("legend-" + std::to_string(n))},
                  {"label", ""},
                  {"shape", "point"},
                  {"width", "0.1"}});
    dot.edge(from, to, stream_style(stream.ship));
  }
  dot.end_cluster();
}

}  // namespace weir::diagrams

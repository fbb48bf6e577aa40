// A reader for the part of Graphviz's language that Weir writes, by the grammar of its manual: so
// that tests see what Graphviz would see, without Graphviz.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace weir::testing {

using DotAttributeMap = std::map<std::string, std::string>;

struct DotNode {
  std::string name;
  DotAttributeMap attributes;
  std::vector<std::string> clusters;  // outermost first
};
struct DotEdge {
  std::string from, to;
  DotAttributeMap attributes;
};
struct DotGraph {
  std::string name;
  std::vector<DotNode> nodes;
  std::vector<DotEdge> edges;
  std::map<std::string, DotAttributeMap> clusters;  // and "" for the whole
  bool sorted = true;  // attributes of every list are in alphabetical order, each once
  const DotNode* node(const std::string& name) const;
};

// nullopt: it is no DOT; `why` says where.
std::optional<DotGraph> read_dot(const std::string& text, std::string& why);

// The lines that a label shows, as Graphviz reads escapes and entities.
std::vector<std::string> label_lines(const std::string& label);

}  // namespace weir::testing

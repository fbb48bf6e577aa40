#include "diagrams/graph_picture.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace weir::diagrams {

namespace {

constexpr std::array<std::string_view, 4> kStateless{"map", "filter", "flat_map", "print"};

bool has_no_state(const StreamNode& node) {
  return std::find(kStateless.begin(), kStateless.end(), node.is) != kStateless.end();
}

Role role_of(const StreamNode& node, bool followed) {
  if (node.source) return Role::kSource;
  if (!followed) return Role::kSink;
  if (node.window) return Role::kWindow;
  return node.keyed() && !has_no_state(node) ? Role::kStateful : Role::kStateless;
}

// Without key_by a window has one key for all rows (operators/key_selector.h): nobody chose it, and
// no hash says where a row goes.
bool one_key(const StreamEdge& edge) { return *edge.ship == Ship::kHash && edge.key.is_constant(); }

std::string key_name(const StreamEdge& edge) {
  if (*edge.ship != Ship::kHash && *edge.ship != Ship::kCustom) return {};
  return edge.key.name().empty() ? "record" : edge.key.name();
}

PicturedOperator operator_of(const StreamNode& node, bool followed) {
  PicturedOperator out;
  out.uid = node.uid;
  out.is = node.window ? node.window->is + " window" : node.is;
  out.role = role_of(node, followed);
  if (node.keyed() && !one_key(node.inputs[0][0])) out.key = key_name(node.inputs[0][0]);
  out.parallelism = node.parallelism;
  out.max_parallelism = node.max_parallelism;
  return out;
}

}  // namespace

GraphPicture picture_of(const JobGraph& graph) {
  const std::vector<StreamNode>& nodes = graph.stream.nodes;
  GraphPicture out;
  out.name = graph.stream.config.name;
  std::vector<bool> followed(nodes.size());
  for (const StreamNode& node : nodes)
    for (const auto& input : node.inputs)
      for (const StreamEdge& edge : input) followed[edge.from] = true;
  for (NodeId n = 0; n < nodes.size(); n++)
    out.operators.push_back(operator_of(nodes[n], followed[n]));
  out.chains.resize(graph.vertices.size());
  for (VertexId v = 0; v < graph.vertices.size(); v++)
    for (const ChainedOperator& op : graph.vertices[v].chain) {
      out.operators[op.node].chain = v;
      out.chains[v].push_back(op.node);
    }
  out.inputs.resize(nodes.size());
  out.outputs.resize(nodes.size());
  for (NodeId n = 0; n < nodes.size(); n++) {
    for (std::uint32_t input = 0; input < nodes[n].inputs.size(); input++) {
      for (const StreamEdge& edge : nodes[n].inputs[input]) {
        const auto stream = static_cast<std::uint32_t>(out.streams.size());
        PicturedOperator& to = out.operators[n];
        const PicturedOperator& from = out.operators[edge.from];
        to.rank = std::max(to.rank, from.rank + 1);
        out.streams.push_back({.from = edge.from,
                               .to = n,
                               .ship = one_key(edge) ? Ship::kGlobal : *edge.ship,
                               .key = one_key(edge) ? std::string() : key_name(edge),
                               .tag = edge.tag,
                               .input = nodes[n].inputs.size() > 1 ? input + 1 : 0,
                               .chained = from.chain == to.chain});
        out.outputs[edge.from].push_back(stream);
        out.inputs[n].push_back(stream);
      }
    }
  }
  for (std::vector<std::uint32_t>& streams : out.outputs)
    std::stable_partition(streams.begin(), streams.end(),
                          [&out](std::uint32_t s) { return out.streams[s].tag.empty(); });
  return out;
}

std::string how_text(const std::string& part, const std::string& key) {
  return key.empty() ? part : part + '(' + key + ')';
}

std::string how_words(const std::string& part, const std::string& key) {
  if (part == ship_name(Ship::kGlobal)) return "sending all rows to one subtask";
  return key.empty() ? part : part + " of " + key;
}

}  // namespace weir::diagrams

#include "engine/graph/job_graph.h"

#include <algorithm>
#include <set>
#include <utility>

namespace weir {

bool StreamNode::keyed() const {
  if (inputs.empty()) return false;
  for (const auto& input : inputs)
    for (const StreamEdge& e : input)
      if (e.ship != Ship::kHash) return false;
  return true;
}

namespace {

class Compiler {
 public:
  explicit Compiler(StreamGraph stream) : stream_(std::move(stream)) {}

  Result<JobGraph> run() {
    resolve();
    check();
    if (!errors_.empty()) return Error{ErrorKind::kBadArgument, errors_};
    for (NodeId n = 0; n < stream_.nodes.size(); n++) place(n);
    for (NodeId n = 0; n < stream_.nodes.size(); n++) connect(n);
    mark_in_flight();
    name_rows();
    graph_.stream = std::move(stream_);
    return std::move(graph_);
  }

 private:
  struct Place {
    VertexId vertex = 0;
    std::uint32_t op = 0;
  };

  void error(const StreamNode& node, const std::string& text) {
    if (!errors_.empty()) errors_ += '\n';
    errors_ += "operator '" + node.uid + "': " + text;
  }

  void resolve() {
    const JobConfig& config = stream_.config;
    for (StreamNode& n : stream_.nodes) {
      if (n.parallelism == 0) n.parallelism = config.parallelism;
      if (n.max_parallelism == 0) n.max_parallelism = config.max_parallelism;
      if (n.max_parallelism == 0) n.max_parallelism = default_max_parallelism(n.parallelism);
    }
    for (StreamNode& n : stream_.nodes)
      for (auto& input : n.inputs)
        for (StreamEdge& e : input)
          if (!e.ship && e.from < stream_.nodes.size())
            e.ship = stream_.nodes[e.from].parallelism == n.parallelism ? Ship::kForward
                                                                        : Ship::kRebalance;
  }

  void check() {
    check_checkpoints();
    std::set<std::string> uids, folders;
    for (NodeId id = 0; id < stream_.nodes.size(); id++) {
      const StreamNode& n = stream_.nodes[id];
      if (n.folder && !folders.insert(*n.folder).second)
        error(n, "another sink writes into '" + *n.folder + "', too");
      if (n.uid.empty()) error(n, "it has no uid; state in checkpoints is found by uid");
      if (!n.uid.empty() && !uids.insert(n.uid).second) error(n, "two operators have this uid");
      if (const auto ok = check_parallelism(n.parallelism); !ok) error(n, ok.error().text);
      if (n.non_parallel && n.parallelism != 1)
        error(n, "it sees all records together, so it has one subtask; its parallelism cannot be " +
                     std::to_string(n.parallelism));
      else if (n.max_parallelism < n.parallelism || n.max_parallelism > kUpperBoundMaxParallelism)
        error(n, "max_parallelism " + std::to_string(n.max_parallelism) +
                     " must be between the parallelism (" + std::to_string(n.parallelism) +
                     ") and 32768");
      if (n.source.has_value() != n.inputs.empty())
        error(n, "a source has no inputs, everything else has one or two");
      if (n.inputs.size() > 2) error(n, "more than two inputs");
      if (!n.source && !n.make) error(n, "nothing says how to make it");
      check_inputs(id, n);
    }
  }

  // As Flink's CheckpointCoordinatorConfiguration.
  void check_checkpoints() {
    const CheckpointConfig& c = stream_.config.checkpoints;
    const bool overtake =
        c.alignment == Alignment::kUnaligned || c.alignment == Alignment::kAlignedWithTimeout;
    if (!overtake || c.max_concurrent <= 1) return;
    if (!errors_.empty()) errors_ += '\n';
    errors_ += "unaligned checkpoints are taken one at a time: max_concurrent is " +
               std::to_string(c.max_concurrent) + ", it must be 1";
  }

  void check_inputs(NodeId id, const StreamNode& n) {
    for (const auto& input : n.inputs) {
      if (input.empty()) error(n, "an input has no stream");
      for (const StreamEdge& e : input) {
        if (e.from >= id) {
          error(n, "its input must be an operator that was added before it (no cycles)");
          continue;
        }
        const StreamNode& from = stream_.nodes[e.from];
        if (e.ship == Ship::kCustom && !e.custom)
          error(n, "its custom partitioning has no function");
        if (e.ship == Ship::kForward && from.parallelism != n.parallelism)
          error(n, "forward from '" + from.uid + "' needs equal parallelism, it is " +
                       std::to_string(from.parallelism) + " and " + std::to_string(n.parallelism));
      }
    }
  }

  // Rows keep their names as long as no operator makes others, and all streams of a union agree.
  void name_rows() {
    for (const StreamNode& n : stream_.nodes) {
      RowType rows = n.rows;
      if (rows.size() == 0 && n.inputs.size() == 1) {
        rows = graph_.rows[n.inputs[0][0].from];
        for (const StreamEdge& e : n.inputs[0])
          if (graph_.rows[e.from] != rows) rows = RowType();
      }
      graph_.rows.push_back(std::move(rows));
    }
  }

  bool chains(const StreamNode& n) const {
    if (n.inputs.size() != 1 || n.inputs[0].size() != 1) return false;
    const StreamEdge& e = n.inputs[0][0];
    const StreamNode& from = stream_.nodes[e.from];
    return stream_.config.chaining && e.ship == Ship::kForward && n.chaining == Chaining::kAlways &&
           from.chaining != Chaining::kNever;
  }

  void place(NodeId id) {
    const StreamNode& n = stream_.nodes[id];
    if (chains(n)) {
      const VertexId v = places_[n.inputs[0][0].from].vertex;
      graph_.vertices[v].chain.push_back({id, {}});
      places_.push_back({v, static_cast<std::uint32_t>(graph_.vertices[v].chain.size() - 1)});
      return;
    }
    JobVertex v;
    v.name = n.uid;
    v.parallelism = n.parallelism;
    v.max_parallelism = n.max_parallelism;
    v.chain.push_back({id, {}});
    v.inputs.resize(n.inputs.size());
    graph_.vertices.push_back(std::move(v));
    places_.push_back({static_cast<VertexId>(graph_.vertices.size() - 1), 0});
  }

  void connect(NodeId id) {
    const StreamNode& n = stream_.nodes[id];
    const Place to = places_[id];
    const bool chained = chains(n);
    for (std::uint32_t input = 0; input < n.inputs.size(); input++) {
      for (const StreamEdge& e : n.inputs[input]) {
        const Place from = places_[e.from];
        ChainedOperator& upstream = graph_.vertices[from.vertex].chain[from.op];
        if (chained) {
          upstream.outputs.push_back({e.tag, true, to.op});
          continue;
        }
        const auto edge = static_cast<std::uint32_t>(graph_.edges.size());
        graph_.edges.push_back(
            {from.vertex, from.op, to.vertex, input, *e.ship, e.key, e.custom, false});
        upstream.outputs.push_back({e.tag, false, edge});
        graph_.vertices[from.vertex].outputs.push_back(edge);
        graph_.vertices[to.vertex].inputs[input].push_back(edge);
      }
    }
  }

  void mark_in_flight() {
    for (const JobVertex& v : graph_.vertices) {
      std::vector<Ship> ships;
      for (const auto& input : v.inputs)
        for (const std::uint32_t e : input) ships.push_back(graph_.edges[e].ship);
      for (const auto& input : v.inputs)
        for (const std::uint32_t e : input) graph_.edges[e].in_flight = all_storable(ships);
    }
  }

  StreamGraph stream_;
  JobGraph graph_;
  std::vector<Place> places_;
  std::string errors_;
};

}  // namespace

std::optional<std::string> JobGraph::key_field(NodeId id) const {
  const StreamNode& n = stream.nodes[id];
  std::optional<std::string> field;
  for (const auto& input : n.inputs) {
    for (const StreamEdge& e : input) {
      if (!e.key.is_field() || e.key.field_index() >= rows[e.from].size()) return std::nullopt;
      const std::string& name = rows[e.from][e.key.field_index()].name;
      if (field && *field != name) return std::nullopt;
      field = name;
    }
  }
  return field;
}

std::uint32_t JobVertex::upstream(std::uint32_t op) const {
  for (std::uint32_t i = 0; i < op; i++)
    for (const OutputTarget& t : chain[i].outputs)
      if (t.chained && t.index == op) return i;
  WEIR_CHECK(false, "an operator of a chain has one before it, or is the first");
}

bool JobGraph::own_watermarks(const JobVertex& vertex) const {
  return std::any_of(vertex.chain.begin(), vertex.chain.end(),
                     [this](const ChainedOperator& op) { return node(op).own_watermarks; });
}

Result<JobGraph> JobGraph::compile(StreamGraph stream) { return Compiler(std::move(stream)).run(); }

}  // namespace weir

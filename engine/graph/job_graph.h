// JobGraph: the StreamGraph with chains formed. A vertex is a chain of operators that run in one
// task and call each other directly; edges between vertices become channels.
//   An operator joins the chain of its upstream one if it has exactly one input edge, that edge is
//   forward, both have the same parallelism, and neither forbids it (chaining head / never, or the
//   job's switch). Of different max parallelism that of the first operator counts for all. As
//   Flink's StreamingJobGraphGenerator. compile() finds every mistake at once:
//   duplicate or missing uids, forward between different parallelism, bad numbers.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "engine/core/result.h"
#include "engine/graph/stream_graph.h"

namespace weir {

// Where an operator's output goes: another operator of its chain (op), or an edge out of the
// vertex.
struct OutputTarget {
  std::string tag;
  bool chained = false;
  std::uint32_t index = 0;  // operator in the chain, or edge in JobGraph::edges
};

struct ChainedOperator {
  NodeId node = 0;
  std::vector<OutputTarget> outputs;
};

struct JobVertex {
  std::string name;  // uid of its first operator
  std::uint32_t parallelism = 1;
  std::uint32_t max_parallelism = 128;
  std::vector<ChainedOperator>
      chain;  // first to last; a chain can branch, order is that of the nodes
  std::vector<std::vector<std::uint32_t>> inputs;  // per input of the head: edges
  std::vector<std::uint32_t> outputs;              // edges
  std::uint32_t upstream(std::uint32_t op) const;  // in the chain, of one that is not the first
};

struct JobEdge {
  VertexId from = 0;
  std::uint32_t from_operator = 0;
  VertexId to = 0;
  std::uint32_t input = 0;
  Ship ship = Ship::kForward;
  KeySelector key;
  CustomPartition custom;
  // Its data may be stored in flight: it, and every other edge into the same vertex, is of such a
  // kind. False: barriers on it stay aligned, as in Flink.
  bool in_flight = false;
};

struct JobGraph {
  StreamGraph stream;  // owns factories and specs
  std::vector<JobVertex> vertices;
  std::vector<JobEdge> edges;
  std::vector<RowType> rows;  // per node: of what leaves it; empty: not known

  const StreamNode& node(const ChainedOperator& op) const { return stream.nodes[op.node]; }

  // The field by which this input edge is keyed, if the names of its rows are known; else viewers
  // cannot tell the key from the record, and the trace says it.
  std::optional<std::string> key_field(NodeId node) const;

  // An operator of the chain makes watermarks: what leaves in front of it and behind it has others.
  bool own_watermarks(const JobVertex& vertex) const;

  // Diagnostics of all mistakes, one a line.
  static Result<JobGraph> compile(StreamGraph stream);
};

}  // namespace weir

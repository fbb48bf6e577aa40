// StreamGraph: what the user wrote: operators and the streams between them. The first of three
// graphs:
//   StreamGraph (operators) -> JobGraph (chains) -> ExecutionPlan (subtasks and channels).
//   Nodes are added so that inputs come first. A node has one or two inputs; an input with several
//   upstream edges is a union. An edge can start at a side output (tag). Parallelism 0 means the
//   default of the job. uids name operators in checkpoints and are unique; they are required.
// Errors are found by JobGraph::compile, all at once.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/checkpoint/barrier_handler.h"
#include "engine/checkpoint/coordinator.h"
#include "engine/checkpoint/restart_strategy.h"
#include "engine/core/row_type.h"
#include "engine/graph/partitioner.h"
#include "engine/operators/operator.h"
#include "engine/operators/source.h"

namespace weir {

using NodeId = std::uint32_t;
using OperatorFactory = std::function<std::unique_ptr<Operator>()>;

enum class Chaining : std::uint8_t { kAlways, kHead, kNever };

struct StreamEdge {
  NodeId from = 0;
  std::string tag = {};           // empty: the main output
  std::optional<Ship> ship = {};  // nullopt: forward if the parallelism is equal, else rebalance
  KeySelector key = {};           // with Ship::kHash and Ship::kCustom
  CustomPartition custom = {};    // with Ship::kCustom
};

// What plans and viewers are told of a window operator.
struct WindowNote {
  std::string is;  // "tumbling", "sliding", "session"
  Duration lateness = 0;
  // Names of the fields of what a window fires, if it is no row of the operator's own; and of what
  // it keeps until then. Empty: no rows, or not known.
  std::vector<std::string> result = {};
  std::vector<std::string> contents = {};
};

struct StreamNode {
  std::string uid = {};
  std::string is = {};  // "source", "map", "window", "sink", …: for pictures and plans
  std::uint32_t parallelism = 0;
  std::uint32_t max_parallelism = 0;  // 0: Flink's default
  Chaining chaining = Chaining::kAlways;
  OperatorFactory make = {};  // empty for sources
  std::optional<SourceSpec> source = {};
  RowType rows = {};  // names of the rows it makes; empty: it passes on what it gets
  std::optional<WindowNote> window = {};
  std::optional<std::string> folder = {};  // of a file sink: its own
  bool one_file = false;                   // `folder` is the name of its one file
  std::vector<std::vector<StreamEdge>> inputs = {};
  bool own_watermarks = false;  // it makes them; those of its input do not pass
  bool non_parallel = false;    // it sees all records: one subtask, one key group
  bool keyed() const;           // every input comes by hash
};

struct JobConfig {
  std::string name = "job";
  std::uint32_t parallelism = 1;
  std::uint32_t max_parallelism = 0;
  std::size_t channel_capacity = 1024;        // elements; soft
  std::optional<Timestamp> clock_start = {};  // nullopt: as rows arrive (graph/clock_start.h)
  std::uint32_t task_managers = 1;
  bool chaining = true;
  // Functions may be handed the objects that the heap backend stores (ValueState::live of the API);
  // unsafe, as in Flink, and here only to be shown.
  bool live_objects = false;
  CheckpointConfig checkpoints;  // interval 0: none
  std::size_t retained_checkpoints = 1;
  // Flink's default once checkpoints are on: unlimited attempts, one second apart.
  RestartConfig restart{.kind = RestartKind::kFixedDelay, .attempts = std::nullopt, .delay = 1'000};
  // Empty: aligned barriers. Another handler is how tests show that a wrong one is noticed.
  std::function<std::unique_ptr<BarrierHandler>(std::size_t channels)> make_barrier_handler;
};

struct StreamGraph {
  JobConfig config;
  std::vector<StreamNode> nodes;

  NodeId add(StreamNode node) {
    nodes.push_back(std::move(node));
    return static_cast<NodeId>(nodes.size() - 1);
  }
};

}  // namespace weir

// What a graph is drawn of: the one place that knows what somebody may name. A lesson by number or
// folder so far.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "engine/graph/stream_graph.h"
#include "lessons/cli/exit_code.h"
#include "sim/simulator.h"

namespace weir::cli {

struct TargetWishes {
  std::string target;
  std::optional<std::uint32_t> parallelism;
  std::optional<std::uint64_t> seed;
};

struct GraphTarget {
  int code = kExitOk;  // else why there is no graph, which it has complained about
  std::optional<StreamGraph> graph;
  sim::SimOptions simulation;       // how it is simulated, without a trace
  std::string backend = "hashmap";  // where its state lives
};

GraphTarget find_target(const TargetWishes& wishes);

}  // namespace weir::cli

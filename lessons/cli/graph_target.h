// What a graph is drawn of, and how it is simulated: a job, opened with what the command line lays
// over it.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "engine/graph/stream_graph.h"
#include "lessons/cli/exit_code.h"
#include "lessons/cli/open_job.h"
#include "sim/simulator.h"

namespace weir::cli {

struct TargetWishes {
  std::string target;
  std::vector<std::string> sets;  // "KEY.KEY=VALUE"
};

struct GraphTarget {
  int code = kExitOk;  // else why there is no graph, which it has complained about
  std::optional<StreamGraph> graph;
  sim::SimOptions simulation;        // how it is simulated, without a trace
  std::vector<PlannedFault> faults;  // that the job file asks for
  std::string backend = "hashmap";   // where its state lives
};

GraphTarget open_graph_target(const TargetWishes& wishes);

}  // namespace weir::cli

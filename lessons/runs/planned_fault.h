// PlannedFault: a failure that somebody asked for before the run, in the job file or on the command
//   line, and how the simulator is told of it.
// Errors: what it names and what is not in the job, as sentences with their place.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "engine/core/config/document.h"
#include "engine/core/diagnostic.h"
#include "engine/core/result.h"
#include "engine/graph/stream_graph.h"
#include "engine/trace/query/query.h"
#include "lessons/runs/run_trace.h"
#include "sim/job_file.h"
#include "sim/simulator.h"

namespace weir::runs {

struct PlannedFault {
  std::string what;  // "kill count#0", as the file or the option says it
  sim::Decision decision = {};
  std::optional<std::uint64_t> at_decision = {};
  std::optional<Timestamp> at = {};  // after the beginning of the run
  std::optional<Query> when = {};
};

// A [[fault]] of a job file. Nothing: the diagnostics say why.
std::optional<PlannedFault> planned_fault(const Document& document, const sim::FaultSection& fault,
                                          const StreamGraph& graph, Diagnostics& diagnostics);
// A failure of the task "count#0", at the beginning of a decision.
Result<PlannedFault> planned_kill(const StreamGraph& graph, const std::string& task,
                                  std::uint64_t at_decision);

// In a run without chance what fails by itself fails again: it is started again for the failures
// that were asked for only, if nobody said how often.
void allow_restarts(StreamGraph& graph, std::size_t faults);

// For a simulator that has just been made; it and `trace`, which sees its trace, outlive the
// fault.
sim::Fault sim_fault(const PlannedFault& planned, sim::Simulator& sim, RunTrace& trace);

}  // namespace weir::runs

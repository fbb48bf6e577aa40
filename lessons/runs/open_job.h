// open_job: from what somebody typed to a job that can run: the job file is read, what the command
// line says is laid over it, and everything is compiled.
//   Errors: the mistakes, as text for the user, all at once: in the job file, in what was laid over
//   it, in the first rows of its data.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "engine/graph/job_file/compile.h"
#include "lessons/runs/planned_fault.h"
#include "lessons/runs/target.h"
#include "sim/job_file.h"

namespace weir::runs {

// What is laid over a job file.
struct JobWishes {
  std::vector<std::string> sets;    // "KEY.KEY=VALUE"
  std::vector<std::string> inputs;  // in place of the first files of its sources
  bool commit = false;              // what is printed is printed when its checkpoint is complete
  std::string output;  // a folder: what is printed goes there, into files; others go there too
};

struct OpenedJob {
  Target target;
  JobFile file;
  sim::SimulationFile simulation;
  CompiledJob compiled;  // has a graph
  std::vector<PlannedFault> faults;
  std::string backend = "hashmap";
  std::string checkpoints;  // folder; empty: in memory
  std::string output;       // folder of the files that sinks write; empty: there are none
  bool own_inputs = false;  // files named on the command line

  const StreamGraph& graph() const { return *compiled.graph; }
  std::uint64_t seed() const { return sim::sim_options(simulation.simulation).seed; }
  std::string title() const { return target.title(graph().config.name); }
  // Why results depend on the order of arrival; empty: they do not.
  Result<std::vector<std::string>> order_dependences() const;
  // Whose mistake a wrong line in one of its files is: the user's, or that of this machine.
  bool files_are_users() const { return target.users || own_inputs; }
};

Result<OpenedJob> open_job(const Target& target, const JobWishes& wishes);

// What the trace of a run says of itself; nothing that depends on the machine.
Value trace_header(const OpenedJob& job);

// Whether an error begins with the place of something in a file of the job (its data, or itself).
bool in_users_file(const OpenedJob& job, const std::string& error);

}  // namespace weir::runs

// The simulator's part of a job file: [simulation] and [[fault]].
//   Equal seeds give equal runs. Latencies are drawn between two lengths of time; without them
//   nothing takes time; the clock begins at `start` (the job's configuration has it), and lengths
//   of time count from there. A fault says what fails (one of kill, task_manager, job_master,
//   rescale) and when (one of at_decision, at, when). What its names mean is looked at with the
//   job's graph.
// Errors: Diagnostics, as for the rest of the file (engine/graph/job_file/job_file.h).
#pragma once
#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "engine/core/config/keys.h"
#include "sim/simulator.h"

namespace weir::sim {

struct SimulationSection {
  static constexpr std::string_view kTable = "simulation";
  static std::span<const Key<SimulationSection>> keys();
  Integer seed, task_managers, start;
  Texts network, control, snapshot, storage;
  bool operator==(const SimulationSection&) const = default;
};

struct FaultSection {
  static constexpr std::string_view kTable = "fault";
  static std::span<const Key<FaultSection>> keys();
  Text kill, when;
  Integer task_manager, rescale, at_decision;
  Flag job_master;
  Length at;
  Origin origin;
  bool operator==(const FaultSection&) const = default;
};

inline constexpr std::array<std::string_view, 2> kSimulationTables{SimulationSection::kTable,
                                                                   FaultSection::kTable};

struct SimulationFile {
  SimulationSection simulation;
  std::vector<FaultSection> faults;  // each says what and when
  bool operator==(const SimulationFile&) const = default;
};

SimulationFile read_simulation(const Document& document, Diagnostics& diagnostics);
std::string print_simulation(const SimulationFile& file);
void visit_simulation_keys(KeyVisitor& visitor);

// Seed and latencies; task managers and the start belong to the job's configuration.
SimOptions sim_options(const SimulationSection& section);

}  // namespace weir::sim

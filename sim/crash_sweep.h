// Crash sweep: a job is run undisturbed, then again and again with one failure each, at every
// decision of the undisturbed run and with every victim; the committed outputs are compared.
//   What is done before decision k: kill a task, a task manager, the job master (whatever runs
//   then), lose a control message, lose the answer of an effect. Kills can be combined
//   with a restart at another parallelism. Lost messages cost no restart by themselves.
//   Which comparison is a verdict is found out in the undisturbed run: if it
//   has no late record, no processing-time timer, and the job declares no other dependence on
//   order, committed output must be equal. Else each conservation rule must hold. Else it is
//   unknown. A job that fails is a fail; one that does not end within the budget is unknown, one
//   that stands still is a fail.
// Everything is a function of (job, options). Ownership: backends outlive the call; `make` is
// called once for each run. Errors: what Simulator::create says of the graph; kBadArgument if the
// undisturbed run itself does not come to its end; of a sweep on several cores also run_forked's.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/simulator.h"
#include "sim/verdict.h"

namespace weir::sim {

struct SweepJob {
  std::string name;
  std::function<StreamGraph()> make;
  std::vector<OutputRule> outputs = {};
  // Why output depends on the order of arrival, beside what the undisturbed run shows:
  // "first/last", "a running output", "a sum of doubles". Empty: it does not.
  std::vector<std::string> order_dependences = {};
  std::vector<ConservationRule> conservation = {};
  std::vector<Value> ids = {};  // of all source records; with conservation rules
};

// Which failures are tried.
struct SweepFaults {
  bool tasks = true;
  bool task_managers = true;
  bool job_master = true;
  bool control_messages = true;
  bool effect_answers = true;
};

struct SweepOptions {
  SimOptions sim;  // its trace and outside are not used: every run has its own
  SweepFaults faults;
  // Of the attempt after a kill; nullopt: as before.
  std::optional<std::uint32_t> restart_parallelism;
  // Another failure up to this many decisions after the first, drawn by the seed: while the job
  // restarts, or soon after. 0: none.
  std::uint64_t second_failure_within = 0;
  std::size_t max_points = 0;  // 0: all; else that many, picked by the seed
  // Decisions of a run: `factor` times those of the undisturbed one and the periodic timers of a
  // checkpoint that times out, plus `extra`.
  std::uint64_t budget_factor = 20;
  std::uint64_t budget_extra = 20'000;
  std::size_t shown_failures = 5;  // kept in the result, in order
  // Processes that share the work. The result is the same for any number. With more than one,
  // everything runs in forked processes (fork_pool.h), the undisturbed run too: this process may
  // have no other thread, and a point whose process dies is a fail with what it said.
  std::size_t cores = 1;
  // Called in this process, again and again: how many of the points are tried. First with 0.
  std::function<void(std::size_t done, std::size_t of)> progress = {};
};

struct CrashPoint {
  std::uint64_t at = 0;  // before the decision of this number, from 0
  Decision fault;
  std::string victim;  // "kill count#0", "lose ack from count#0"
  std::string to_string() const;
};

struct SweepFinding {
  CrashPoint point;
  Verdict verdict;
};

// A sweep prints what it went through, so that an empty one does not look like a proof.
struct SweepResult {
  std::string job;
  Verdict verdict;                       // of all points: a fail outweighs unknown, that a pass
  std::string compared;                  // what a pass means
  std::vector<std::string> dependences;  // why order matters; empty: it does not
  std::uint64_t seed = 0;
  std::optional<std::uint32_t> restart_parallelism;
  std::uint64_t decisions = 0;     // of the undisturbed run
  std::uint64_t rows = 0;          // committed by it
  std::uint64_t late = 0;          // records late in it
  std::uint64_t own_restarts = 0;  // restarts in it: failures that nobody injected
  std::size_t possible = 0;        // points there are; those tried:
  std::size_t points = 0;
  std::size_t passed = 0, failed = 0, unknown = 0;
  // Sums over the runs.
  std::uint64_t checkpoints_completed = 0;
  std::uint64_t checkpoints_aborted = 0;
  std::uint64_t restarts = 0;
  std::uint64_t records_replayed = 0;  // read more than once
  // Numbers of runs.
  std::size_t restored = 0;            // restarted from a checkpoint
  std::size_t from_nothing = 0;        // restarted before any checkpoint was complete
  std::size_t undisturbed = 0;         // no restart came of it
  std::size_t rescaled = 0;            // ended at restart_parallelism
  std::size_t with_aborted = 0;        // a checkpoint was aborted
  std::size_t with_blocked = 0;        // a channel was blocked when the failure came
  std::vector<SweepFinding> findings;  // the first that did not pass

  double failed_share() const {
    return points == 0 ? 0 : static_cast<double>(failed) / static_cast<double>(points);
  }
};

Result<SweepResult> crash_sweep(const SweepJob& job, const SweepOptions& options,
                                KeyedBackendFactory& backends);

// For people: a few lines, the last one the verdict.
std::string to_text(const SweepResult& result);

}  // namespace weir::sim

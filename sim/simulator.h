// Simulator: drives a job through virtual time. It decides when and whether things happen; what
// happens is the engine's.
//   Latencies are pure functions of (seed, kind of work, id, n), so that cutting a list of
//   decisions shifts nothing else. Three ways to run, to be mixed freely: step() takes the next
//   event of the queue; apply() takes a given decision; enumerate() says what could be decided.
//   Every decision that took effect is counted, and recorded if asked; physical work (flush,
//   compaction) is counted apart and is no step of its own, so that a fault at a decision falls at
//   the same place on every backend. Faults are data: at a
//   decision, at a time, or when a condition on the job becomes true; each happens once.
// Ownership: owns the job and everything the job asks for (storage, outside), which survive a
// failed job. Errors: create() as Job::create. A run that does not end within max_decisions stops
// with kBudget.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/env/file_store.h"
#include "engine/env/outside.h"
#include "engine/env/storage.h"
#include "engine/runtime/job.h"
#include "sim/decision.h"
#include "sim/event_queue.h"

namespace weir::sim {

// Uniform between both ends, inclusive, in ms.
struct Latency {
  Duration min = 0;
  Duration max = 0;
};

struct SimOptions {
  std::uint64_t seed = 42;
  Latency network;
  Latency control;
  Latency snapshot;
  Latency storage;
  bool record_decisions = false;
  TraceSink* trace = nullptr;  // nullptr: tracing off
  Value header;                // of the trace; seed is added
  // What the checkpoint storage holds already: savepoints of earlier runs, for JobOptions::restore.
  MemoryCheckpointStorage stored = {};
  // Where results go; nullptr: into the memory of the simulator. Outlives the simulator.
  Outside* outside = nullptr;
  // Where checkpoints are kept; nullptr: in the memory of the simulator. Outlives the simulator.
  CheckpointStorage* checkpoints = nullptr;
  // Where file sinks write; nullptr: likewise.
  FileStore* files = nullptr;
};

struct Fault {
  Decision decision;
  std::optional<std::uint64_t> at_decision;  // before the decision of this number, from 0
  std::optional<Timestamp> at_time;          // before the first event at or after it
  std::function<bool(const Job&)> when;      // before the first decision that finds it true
  // Told when its time has come: the number of the decision, and whether it did anything.
  std::function<void(const Job&, std::uint64_t decision, bool happened)> done = {};
};

enum class RunEnd : std::uint8_t {
  kDone,
  kQuiet,
  kBudget
};  // quiet: nothing left to happen, the job is not done

class Simulator final : private JobEnv {
 public:
  static Result<std::unique_ptr<Simulator>> create(StreamGraph graph, SimOptions options,
                                                   KeyedBackendFactory& backends,
                                                   JobOptions job_options = {});
  ~Simulator() override;

  void add_fault(Fault fault) { faults_.push_back(std::move(fault)); }
  // As created with that graph: for many short runs, which use the same memory. Only without trace,
  // and for what the simulator keeps in its own memory.
  Result<void> reset(StreamGraph graph);
  // True if something happened; false if nothing is left. A job that never ends is over when it
  // only waits (Job::only_waits) and no fault has a time or a decision that is still to come.
  bool step();
  // False: it named nothing pending.
  bool apply(const Decision& decision);
  std::vector<Decision> enumerate() const;
  RunEnd run(std::uint64_t max_decisions = ~0ull);
  // The list, then the queue.
  RunEnd replay(const Decisions& decisions, std::uint64_t max_decisions = ~0ull);
  // Hands what is recorded so far to the sink; the run goes on.
  void flush_trace() {
    if (recorder_ != nullptr) recorder_->flush();
  }
  // Ends the trace; the destructor does it otherwise.
  void end_trace();

  Job& job() { return *job_; }
  const Job& job() const { return *job_; }
  // Only if the options name no other one.
  const MemoryOutside& outside() const {
    WEIR_CHECK(options_.outside == nullptr, "the results are not in the simulator's memory");
    return outside_;
  }
  MemoryOutside& outside() { return const_cast<MemoryOutside&>(std::as_const(*this).outside()); }
  MemoryCheckpointStorage& storage() { return storage_; }
  FileStore& files() { return options_.files != nullptr ? *options_.files : files_; }
  // Those in memory.
  const MemoryFileStore& memory_files() const { return files_; }
  // Logical ones: physical work of backends shifts no number of a decision.
  std::uint64_t decisions() const { return decisions_; }
  std::uint64_t physical_decisions() const { return physical_decisions_; }
  const Decisions& recorded() const { return recorded_; }

 private:
  Simulator(SimOptions options, KeyedBackendFactory& backends);
  Timestamp due(CostClass cost, std::uint32_t id, std::uint64_t n, Timestamp now) override;
  void announce(const Pending& pending, Timestamp due, std::uint64_t ticket) override;
  bool inject_due_faults(std::optional<Timestamp> next);
  bool carry_out(const Decision& decision);
  bool fault_to_come() const;
  void note(const Decision& decision) {
    crash_note_.decision = decisions_;
    crash_note_.time = job_->now();
    const bool physical =
        decision.kind == DecisionKind::kRun && decision.work.kind == PendingKind::kBackendWork;
    (physical ? physical_decisions_ : decisions_)++;
    if (options_.record_decisions) [[unlikely]]
      recorded_.push_back(decision);
  }

  SimOptions options_;
  std::uint64_t mixed_seed_;
  CrashNote& crash_note_ = weir::crash_note();  // of the one thread that simulates
  MemoryCheckpointStorage storage_;
  MemoryOutside outside_;
  MemoryFileStore files_;
  std::unique_ptr<TraceRecorder> recorder_;
  EventQueue queue_;
  std::vector<Fault> faults_;
  Decisions recorded_;
  std::uint64_t decisions_ = 0;
  std::uint64_t physical_decisions_ = 0;
  bool trace_ended_ = false;
  bool never_ends_ = false;
  std::unique_ptr<Job> job_;
};

// What a read-committed reader sees of a simulator that keeps results in memory: committed rows,
// then the lines of published files (sink: their folder).
std::vector<MemoryOutside::Row> committed_rows(const Simulator& sim);
std::vector<MemoryOutside::Row> committed_rows(const StreamGraph& graph,
                                               const MemoryOutside& outside,
                                               const MemoryFileStore& files);

}  // namespace weir::sim

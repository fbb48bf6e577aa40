// Lab: runs schedules of one exercise: source -> [flat_map] -> key_by -> the learner's function ->
// a sink that commits with checkpoints, in the simulator (sim/simulator.h), like any other job.
//   Nothing else decides what happens: a schedule is at most a fault at a decision. Simulators are
//   reused from run to run, so a short one costs some 50 microseconds.
//   A run that is not at its end after kMostDecisions is an error of its own.
// Ownership: table and watch outlive it. Errors: a run that failed says so in Ran::error; a backend
// that is not there is kUnsupported from the constructor on (has()).
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/result.h"
#include "engine/state/keyed_backend.h"
#include "exercises/grader/table.h"
#include "exercises/grader/watch.h"
#include "exercises/report/schedule.h"
#include "sim/simulator.h"

namespace weir::exercises {

struct Ran {
  std::vector<Value> output;  // committed, in the order in which it became visible
  std::vector<Value> state;   // (state, key, value), sorted; what is left at the end
  std::size_t entries = 0;    // of it, and
  std::size_t timers = 0;
  std::string error;  // why the job failed: what the learner's code did; empty: it did not
  bool todo = false;  // todo() was called
  std::uint64_t decisions = 0;

  // The same for everybody who looks from outside.
  bool same(const Ran& other) const {
    return output == other.output && state == other.state && error == other.error;
  }
};

class Lab {
 public:
  static constexpr std::uint64_t kMostDecisions = 100'000;

  Lab(const StreamTable& table, PageWatch& watch) : table_(table), watch_(watch) {}

  bool has(const std::string& backend);
  Ran run(const Schedule& schedule);
  // What could fail, and when: the tasks of the function at each decision of the run without a
  // fault (sim/crash_points.h). `all`: every task and the job master, too.
  std::vector<Fault> faults(const Schedule& schedule, bool all);
  // NDJSON, with what the states hold in its header.
  Result<std::string> trace(const Schedule& schedule);

  std::uint64_t runs() const { return runs_; }
  const StreamTable& table() const { return table_; }

 private:
  StreamGraph graph(const Schedule& schedule) const;
  sim::SimOptions options(const Schedule& schedule) const;
  KeyedBackendFactory& backend(const std::string& name);
  sim::Simulator& simulator(const Schedule& schedule);
  Ran look_at(const sim::Simulator& sim, sim::RunEnd end) const;
  Value header(const Schedule& schedule) const;

  const StreamTable& table_;
  PageWatch& watch_;
  std::map<std::string, std::unique_ptr<KeyedBackendFactory>> backends_;
  // By backend and seed.
  std::map<std::pair<std::string, std::uint64_t>, std::unique_ptr<sim::Simulator>> simulators_;
  std::uint64_t runs_ = 0;
};

}  // namespace weir::exercises

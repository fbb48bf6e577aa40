// RecordedRun: a job that is run as far as somebody wants to see it, with its whole trace kept
//   (trace/timeline.h). What weir step, why, state, diff and the lessons look at. Nothing outside
//   is touched: what sinks write stays in memory. A trace file (trace_file.h) is a run that is
//   over: it is walked like any other, and cannot be changed. An injection fails a task at the
//   beginning of a decision; decision_of() says which decision follows a step, so that a run can be
//   made again up to there and go another way.
// Ownership: a RecordedRun owns its simulator and its Timeline. Errors: mistakes of the user, as
//   sentences. That a job fails is no error of the run: it stands in the trace.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/result.h"
#include "engine/state/keyed_backend.h"
#include "engine/trace/timeline.h"
#include "lessons/runs/open_job.h"
#include "lessons/runs/run_trace.h"
#include "sim/simulator.h"

namespace weir::runs {

struct Injection {
  std::string kill;  // "count#0"
  std::uint64_t at_decision = 0;
};

struct RunWishes {
  std::string target;             // as `weir run` takes it
  std::vector<std::string> sets;  // "KEY.KEY=VALUE"
  std::vector<Injection> injections;
};

class RecordedRun {
 public:
  // A run that has not ended after so many decisions is taken for one that never does.
  static constexpr std::uint64_t kMostDecisions = 2'000'000;

  static Result<std::unique_ptr<RecordedRun>> open(const RunWishes& wishes);

  const RunWishes& wishes() const { return wishes_; }
  const OpenedJob& job() const { return *job_; }  // not of a file
  std::string name() const;                       // of the job, for titles
  const Timeline& timeline() const { return timeline_; }
  bool over() const { return over_; }
  // Runs on until all events of a step are there. False: the run is over before, or kMostDecisions
  // have been made.
  bool reach(std::int64_t step);
  // False: it does not end.
  bool finish();
  // Which decision comes after all events of a step that is there; for injections.
  std::uint64_t decision_of(std::int64_t step) const;
  // Why the job failed; empty: it has not.
  std::string failure() const;
  // A fault that was asked for and did not happen, as far as the run went; else empty.
  std::string missed_fault() const;

 private:
  explicit RecordedRun(RunWishes wishes) : wishes_(std::move(wishes)) {}
  Result<void> read();
  Result<void> start();
  void add_fault(const PlannedFault& fault);
  bool advance();

  RunWishes wishes_;
  std::optional<OpenedJob> job_;  // of a file: none, and
  Timeline timeline_;
  RunTrace trace_;
  std::unique_ptr<KeyedBackendFactory> backends_;
  std::unique_ptr<sim::Simulator> sim_;   // nullptr
  std::vector<std::uint64_t> decisions_;  // by step: that were made when it was there
  std::vector<std::string> missed_;       // faults that have not happened yet
  bool over_ = false;
};

}  // namespace weir::runs

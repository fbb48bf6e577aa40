// InlineExecutor: the plain driver: what is announced first happens first, nothing takes time,
// nothing fails. The same virtual clock as everywhere: when nothing is due, time moves to the next
// thing that is.
//   At equal times the order is that of announcement. run() goes until the job is done or nothing
//   is left to do; replay() takes a list of pending work first, and so equals the simulator that
//   recorded the list.
//   Heads of channels, nearly all there is, stand in a line in the job: they are run there, many at
//   a time, exactly where their announcements would have come up.
// Ownership: owns the job; storage, outside and backends belong to the caller and outlive it.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/core/ring.h"
#include "engine/runtime/job.h"

namespace weir {

struct InlineOptions {
  CheckpointStorage* storage = nullptr;
  Outside* outside = nullptr;
  KeyedBackendFactory* backends = nullptr;
  TraceSink* trace = nullptr;  // nullptr: off
  FileStore* files = nullptr;  // of file sinks; nullptr: the job has none
};

class InlineExecutor final : private JobEnv {
 public:
  static Result<std::unique_ptr<InlineExecutor>> create(StreamGraph graph,
                                                        const InlineOptions& options,
                                                        JobOptions job_options = {});
  ~InlineExecutor() override;

  // At most so many turns, for those who want to look up from time to time. False: there was none;
  // a job that never ends is over when it only waits (Job::only_waits).
  bool run(std::size_t most);
  bool step() { return run(1); }
  void run() {
    while (run(kMany)) {
    }
  }
  void replay(std::span<const Pending> list);
  // Hands on what the trace has so far: its consumers are otherwise some turns behind.
  void flush_trace() {
    if (recorder_ != nullptr) recorder_->flush();
  }
  Job& job() { return *job_; }

 private:
  static constexpr std::size_t kMany = 1'000'000;
  static constexpr std::uint64_t kNoEnd = ~0ull;

  struct Announced {
    Timestamp due;
    std::uint64_t ticket;
    std::uint64_t work;   // packed
    std::uint64_t heads;  // that had been in the job's line: they go first
  };
  static bool later(const Announced& a, const Announced& b) {
    return a.due != b.due ? a.due > b.due : a.ticket > b.ticket;
  }

  explicit InlineExecutor(const InlineOptions& options);
  Timestamp due(CostClass cost, std::uint32_t id, std::uint64_t n, Timestamp now) override;
  void announce(const Pending& pending, Timestamp due, std::uint64_t ticket) override;
  bool next(Announced& out);
  std::uint64_t waiting_ticket() const;

  Ring<Announced> now_;                 // due now, in order of announcement
  std::uint64_t heads_first_ = kNoEnd;  // of now_'s front: how many heads go before it
  std::vector<Announced> future_;       // the next one last: few, and what comes in is mostly soon
  std::unique_ptr<TraceRecorder> recorder_;
  bool never_ends_ = false;
  std::unique_ptr<Job> job_;
};

}  // namespace weir

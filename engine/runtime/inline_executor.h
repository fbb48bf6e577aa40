// InlineExecutor: the plain driver: what is announced first happens first, nothing takes time,
// nothing fails. The same virtual clock as everywhere: when nothing is due, time moves to the next
// thing that is.
//   At equal times the order is that of announcement. run() goes until the job is done or nothing
//   is left to do; replay() takes a list of pending work first, and so equals the simulator that
//   recorded the list.
// Ownership: owns the job; storage, outside and backends belong to the caller and outlive it.
#pragma once
#include <deque>
#include <memory>
#include <span>
#include <vector>

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

  bool step();  // false: nothing left
  void run();
  void replay(std::span<const Pending> list);
  Job& job() { return *job_; }

 private:
  struct Announced {
    Timestamp due;
    std::uint64_t ticket;
    std::uint64_t work;  // packed
  };
  static bool later(const Announced& a, const Announced& b) {
    return a.due != b.due ? a.due > b.due : a.ticket > b.ticket;
  }

  explicit InlineExecutor(const InlineOptions& options);
  Timestamp due(CostClass cost, std::uint32_t id, std::uint64_t n, Timestamp now) override;
  void announce(const Pending& pending, Timestamp due, std::uint64_t ticket) override;
  bool next(Announced& out);

  // Due now, in order of announcement: a ring, as it turns over with every element.
  class Fifo {
   public:
    bool empty() const { return size_ == 0; }
    void push(const Announced& a) {
      if (size_ == ring_.size()) grow();
      ring_[(head_ + size_++) & (ring_.size() - 1)] = a;
    }
    Announced pop() {
      const Announced a = ring_[head_];
      head_ = (head_ + 1) & (ring_.size() - 1);
      size_--;
      return a;
    }
    const Announced& front() const { return ring_[head_]; }

   private:
    void grow();
    std::vector<Announced> ring_ = std::vector<Announced>(64);
    std::size_t head_ = 0, size_ = 0;
  };

  Fifo now_;
  std::vector<Announced> future_;  // the next one last: few, and what comes in is mostly soon
  std::unique_ptr<TraceRecorder> recorder_;
  std::unique_ptr<Job> job_;
};

}  // namespace weir

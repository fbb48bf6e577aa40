// PlainLine: the inline driver as it would be written down first: every announcement stands in one
// line, and what is announced first happens first. What InlineExecutor is compared with, which
// keeps heads of channels in a line of their own.
#pragma once
#include <deque>
#include <memory>
#include <vector>

#include "engine/runtime/inline_executor.h"

namespace weir::testing {

class PlainLine final : private JobEnv {
 public:
  PlainLine(StreamGraph graph, const InlineOptions& options);
  ~PlainLine() override;

  bool step();  // false: nothing left
  Job& job() { return *job_; }

 private:
  struct Announced {
    Timestamp due;
    std::uint64_t ticket;
    Pending work;
  };
  Timestamp due(CostClass, std::uint32_t, std::uint64_t, Timestamp now) override { return now; }
  void announce(const Pending& pending, Timestamp due, std::uint64_t ticket) override;

  std::deque<Announced> now_;
  std::vector<Announced> later_;
  std::unique_ptr<TraceRecorder> recorder_;
  std::unique_ptr<Job> job_;
};

}  // namespace weir::testing

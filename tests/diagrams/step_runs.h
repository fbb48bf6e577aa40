// Runs of the simulator whose every step can be looked at.
#pragma once
#include <cstdint>
#include <functional>
#include <vector>

#include "engine/graph/stream_graph.h"
#include "engine/trace/event.h"
#include "engine/trace/world.h"

namespace weir::testing {

// Runs the job to its end, with a cluster some ms wide. `kill`: a task before that decision.
struct Kill {
  std::uint64_t decision;
  std::uint32_t task;
};
class StepRun {
 public:
  explicit StepRun(StreamGraph graph, const std::vector<Kill>& kills = {});

  std::int64_t steps() const { return events_.back().step; }
  // Calls `look` with the World after each step, from the first on.
  void each_step(
      const std::function<void(std::int64_t step, Timestamp time, const World&)>& look) const;

 private:
  Value header_;
  std::vector<TraceEvent> events_;
};

}  // namespace weir::testing

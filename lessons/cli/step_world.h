// The World at a step of a simulated run: the run goes on until the step is over, then its trace is
// folded up to there.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "engine/trace/world.h"
#include "lessons/cli/graph_target.h"

namespace weir::cli {

struct StepWorld {
  World world;
  std::int64_t step = 0;  // 0: before the first
  Timestamp time = 0;
  std::int64_t steps = 0;  // that the run has, as far as it was run
  bool enough = true;      // false: it has fewer steps than were asked for
};

// `at`: the step; nullopt: the last one. Takes the graph of the target. Errors: kBadArgument, a
// sentence for the user.
Result<StepWorld> world_at_step(GraphTarget& target, std::optional<std::int64_t> at);

}  // namespace weir::cli

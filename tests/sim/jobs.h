// The small jobs that the tests of the simulator run: word count, and five more that between them
// have two inputs, a union, windows with and without late data, and timers. Results leave through a
// transactional sink "out".
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "engine/graph/stream_graph.h"

namespace weir::testing {

struct JobShape {
  std::uint32_t parallelism = 1;
  Duration checkpoint_interval = 10;
  Duration every = 2;  // spacing of the sources' rows
  std::size_t capacity = 1024;
  std::uint32_t task_managers = 1;
};

// Rows [word, running count].
StreamGraph word_count(const std::vector<std::string>& lines, const JobShape& shape);

}  // namespace weir::testing

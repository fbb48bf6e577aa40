// Graphs that the pictures of this folder are tested on. None of them ever runs.
#pragma once
#include <cstdint>
#include <string>

#include "engine/graph/job_graph.h"

namespace weir::testing {

// lines -> split -> count by word -> out.
JobGraph small_graph(std::uint32_t parallelism);
// A union of two sources, a side output, a window with late data, two inputs joined by key, a
// broadcast, all kinds of shipping and of sinks; two task managers.
JobGraph rich_graph(std::uint32_t parallelism);
// The same with names that would break out of quotes, lines and terminals.
JobGraph hostile_graph(std::uint32_t parallelism);
// Any graph: up to `most` operators, names out of hostile pieces.
JobGraph random_graph(std::uint64_t seed, std::uint32_t most);
// A line of operators, every tenth of which is keyed.
JobGraph long_graph(std::uint32_t operators);

}  // namespace weir::testing

// DOT of a graph of a thousand operators, from its JobGraph: pictures are drawn while somebody
// waits.
#pragma once
#include "tests/bench/measure.h"

namespace weir::bench {

inline constexpr unsigned kDotOperators = 1'000;

// work: pictures. bytes: of one of them.
Outcome draw_logical(Stopwatch& watch);
Outcome draw_tasks(Stopwatch& watch);

}  // namespace weir::bench

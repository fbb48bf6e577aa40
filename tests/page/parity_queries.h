// Queries over a run, right ones and mistyped ones, and what the program finds.
//   One JSON object a line: {"q": text, "use": …} with "mistakes": [[begin, end, what]…], or
//   "hits":
//   [[index, physical]…], "holds", "values" (as texts), or "e" of a query that fails.
#pragma once
#include <cstdint>
#include <string>

#include "engine/trace/ndjson.h"

namespace weir::testing {

std::string query_lines(const FullTrace& trace, std::uint64_t seed);

}  // namespace weir::testing

// Trace files: runs that were written down, by `weir run --json` or by somebody else.
//   A file is told by its name: it ends with .jsonl or .ndjson.
// Errors: kBadArgument, sentences for the user: not to be read, cut, changed, not a trace.
#pragma once
#include <string>

#include "engine/core/result.h"
#include "engine/trace/timeline.h"

namespace weir::runs {

bool is_trace_file(const std::string& target);
Result<Timeline> read_trace_file(const std::string& path);

}  // namespace weir::runs

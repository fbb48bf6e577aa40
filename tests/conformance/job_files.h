// The jobs of vectors/FORMAT_runtime.md §11 that a user can write down as a job file: the file of a
// case, and its graph, by the production reader and compiler.
//   Sources are `events` in the file itself; their names are those of the case. Where the recording
//   has a watermark after every so many events, which no key says, a registered function stands.
// Errors: mistakes in a file are a std::runtime_error with the text a user would see. NotCovered:
// the case wants what no job file says.
#pragma once
#include <string>
#include <string_view>

#include "engine/graph/function_registry.h"
#include "engine/graph/stream_graph.h"
#include "tests/conformance/runner.h"

namespace weir::conformance {

// Parses, reads and compiles.
StreamGraph graph_of_job_file(const std::string& text, const FunctionRegistry& functions);

bool has_job_file(std::string_view job);
// config: of the case. Of `job` goes into the file: parallelism, the interval of checkpoints, the
// delay of restarts.
StreamGraph job_file_graph(const Value& config, const JobConfig& job);

}  // namespace weir::conformance

// file_sink: the file or the folder of part files that a sink of a job file writes. Private to this
// folder.
#pragma once
#include "engine/graph/job_file/compile_state.h"

namespace weir {

// Completes the node. False: what is wrong has been said.
bool file_sink(CompileState& state, const SinkSection& sink, const SinkNote& note,
               StreamNode& node);

}  // namespace weir

// What a run is made of, from its options: the lesson's job, its inputs, its state backend, and the
// cluster that it is simulated in.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "engine/state/keyed_backend.h"
#include "lessons/cli/run_options.h"
#include "sim/simulator.h"

namespace weir::cli {

// Paths of the files that the lesson's sources read, in their order.
std::vector<std::string> inputs_of(const RunOptions& options);
// Whether every input can be read. Complains; an ExitCode.
int check_inputs_readable(const RunOptions& options);
// Whether an error begins with the place of something in an input; `is_users`: which the user
// named.
struct InputPlace {
  bool in_input = false;
  bool is_users = false;
};
InputPlace place_of(const RunOptions& options, const std::string& error);

lessons::LessonSettings settings_of(const RunOptions& options);
// The backend by its name; an error says why it cannot be had here.
Result<std::unique_ptr<KeyedBackendFactory>> make_backends(const RunOptions& options);

// A cluster whose machines are some milliseconds apart, so that a failure finds things under way.
sim::SimOptions cluster(const RunOptions& options);

// What the trace says of itself; nothing that depends on the machine.
Value trace_header(const RunOptions& options);

}  // namespace weir::cli

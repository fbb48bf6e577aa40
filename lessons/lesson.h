// Lesson: one folder of lessons/, as the commands know it.
//   What the lesson's job is stands in job.toml there; this is what cannot be said in a job file:
//   the C++ functions it calls, and what its results depend on.
// Ownership: everything in a Lesson is static.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/result.h"
#include "engine/graph/function_registry.h"
#include "engine/graph/stream_graph.h"

namespace weir::lessons {

struct Lesson {
  int number;
  std::string_view folder;  // under lessons/
  std::string_view title;
  void (*register_functions)(FunctionRegistry& registry) = nullptr;
  // Why results depend on the order of arrival with these inputs; nullptr, or nothing: they do not.
  Result<std::vector<std::string>> (*dependences)(const StreamGraph& graph) = nullptr;
};

}  // namespace weir::lessons

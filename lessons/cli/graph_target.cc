#include "lessons/cli/graph_target.h"

#include <utility>

#include "lessons/cli/find_lesson.h"
#include "lessons/cli/one_run.h"
#include "lessons/cli/run_setup.h"
#include "lessons/cli/streams.h"

namespace weir::cli {

GraphTarget find_target(const TargetWishes& wishes) {
  GraphTarget out;
  const auto lesson = find_lesson(wishes.target);
  if (!lesson) {
    complain(lesson.error().text);
    out.code = kExitUsage;
    return out;
  }
  RunOptions options;
  options.lesson = lesson->lesson;
  options.folder = lesson->folder;
  options.parallelism = wishes.parallelism.value_or(options.parallelism);
  options.seed = wishes.seed.value_or(options.seed);
  out.code = check_inputs_readable(options);
  if (out.code != kExitOk) return out;
  auto graph = options.lesson->graph(settings_of(options));
  if (!graph) {
    out.code = bad_graph(options, graph.error());
    return out;
  }
  out.graph = std::move(*graph);
  out.simulation = cluster(options);
  out.simulation.header = trace_header(options);
  out.backend = options.backend;
  return out;
}

}  // namespace weir::cli

#include "lessons/cli/crash_everywhere.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "lessons/cli/one_run.h"
#include "lessons/cli/progress.h"
#include "lessons/cli/run_setup.h"
#include "lessons/cli/streams.h"
#include "sim/crash_sweep.h"

namespace weir::cli {

namespace {

constexpr long kMostCores = 64;

// Of this machine; the result is the same for any number.
std::size_t cores() {
  const long online = sysconf(_SC_NPROCESSORS_ONLN);
  return static_cast<std::size_t>(std::clamp(online, 1L, kMostCores));
}

Result<sim::SweepJob> sweep_job(const RunOptions& options) {
  lessons::LessonSettings settings = settings_of(options);
  settings.config.restart.attempts = 3;
  // What is wrong with the inputs is found now; later the same graph is made again.
  if (const auto graph = options.lesson->graph(settings); !graph) return graph.error();
  sim::SweepJob job;
  job.name = std::string(options.lesson->title);
  job.make = [&lesson = *options.lesson, settings] { return *lesson.graph(settings); };
  // A running count is printed again after a failure; what counts is the last one of each key.
  if (options.lesson->running && !options.commit)
    job.outputs = {{"out", sim::Fold::kLargest, {0}, 1}};
  if (options.lesson->dependences == nullptr) return job;
  auto dependences = options.lesson->dependences(settings);
  if (!dependences) return dependences.error();
  job.order_dependences = std::move(*dependences);
  return job;
}

// A sweep says first whose undisturbed run did not come to its end; here the place of a bad line
// comes first, as everywhere.
Error place_first(const RunOptions& options, Error error) {
  for (const std::string& input : inputs_of(options)) {
    const std::size_t place = error.text.find(input + ':');
    if (place != std::string::npos) error.text.erase(0, place);
  }
  return error;
}

}  // namespace

int crash_everywhere(const RunOptions& options, KeyedBackendFactory& backends) {
  const auto job = sweep_job(options);
  if (!job) return bad_graph(options, job.error());
  sim::SweepOptions sweep;
  sweep.sim = cluster(options);
  sweep.max_points = options.points;
  sweep.cores = cores();
  ProgressLine progress("trying point");
  sweep.progress = [&progress](std::size_t done, std::size_t of) { progress.show(done, of); };
  const auto result = sim::crash_sweep(*job, sweep, backends);
  progress.clear();
  if (!result) return bad_graph(options, place_first(options, result.error()));
  const std::string text = sim::to_text(*result);
  std::fwrite(text.data(), 1, text.size(), stdout);
  if (result->verdict.kind != sim::VerdictKind::kPass || result->points == result->possible)
    return sim::exit_code(result->verdict.kind);
  std::printf(
      "that is the verdict on %zu points; it says nothing of the other %zu\n"
      "(--points %zu tries them all)\n",
      result->points, result->possible - result->points, result->possible);
  return sim::exit_code(sim::VerdictKind::kUnknown);
}

}  // namespace weir::cli

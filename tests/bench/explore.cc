#include "tests/bench/explore.h"

#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "engine/state/hashmap/factory.h"
#include "sim/crash_sweep.h"
#include "tests/bench/anchors/prototype.h"
#include "tests/bench/pipeline_job.h"

namespace weir::bench {

namespace {

PipelineShape shape_of_exploration() {
  PipelineShape shape;
  shape.records = 40;
  shape.keys = 5;
  shape.window = 5;
  shape.watermark_every = 4;
  shape.barrier_every = 5;
  shape.checkpoint_timeout = 1'000;
  return shape;
}

sim::SweepOptions options_of(std::uint64_t seed) {
  sim::SweepOptions options;
  options.sim.seed = seed;
  options.sim.network = {1, 16};  // so that four checkpoints complete undisturbed
  options.sim.control = {1, 8};
  options.sim.snapshot = {1, 8};
  options.sim.storage = {1, 8};
  return options;
}

sim::SweepResult sweep(const sim::SweepOptions& options) {
  const auto backends = make_hashmap_backend_factory();
  const sim::SweepJob job{.name = "pipeline",
                          .make = [] { return make_job(shape_of_exploration()); }};
  sim::SweepResult result = checked(sim::crash_sweep(job, options, *backends));
  if (result.passed == result.points && result.points > 0) return result;
  std::fprintf(stderr, "exploration: %s", to_text(result).c_str());
  std::exit(1);
}

Outcome explore(const sim::SweepFaults& faults, std::uint64_t seeds, Stopwatch& watch) {
  Outcome outcome;
  watch.start();
  for (std::uint64_t seed = 1; seed <= seeds; seed++) {
    sim::SweepOptions options = options_of(seed);
    options.faults = faults;
    const sim::SweepResult result = sweep(options);
    outcome.work += static_cast<double>(result.points);
    outcome.results += result.decisions;
    outcome.facts += result.checkpoints_completed;
  }
  watch.stop();
  outcome.results /= seeds;
  return outcome;
}

constexpr sim::SweepFaults kOnlyManager = {.tasks = false,
                                           .task_managers = true,
                                           .job_master = false,
                                           .control_messages = false,
                                           .effect_answers = false};

}  // namespace

Outcome explore_prototype(Stopwatch& watch) {
  const PipelineShape shape = shape_of_exploration();
  prototype::Config config;
  config.records = shape.records;
  config.keys = shape.keys;
  config.window = shape.window;
  config.watermark_every = static_cast<std::uint64_t>(shape.watermark_every);
  config.barrier_every = static_cast<std::uint64_t>(shape.barrier_every);
  prototype::NoTrace none;
  prototype::Pipeline reference(config, none);
  reference.run();
  Outcome outcome;
  outcome.results = reference.steps();
  watch.start();
  for (int round = 0; round < 100; round++)
    for (std::uint64_t crash = 1; crash < reference.steps(); crash++) {
      prototype::Pipeline run(config, none);
      for (std::uint64_t i = 0; i < crash && run.step(); i++) {
      }
      run.fail();
      run.run();
      outcome.work++;
      outcome.facts += run.checkpoints();
      if (run.sink_sum() == reference.sink_sum() && run.sink_count() == reference.sink_count())
        continue;
      std::fprintf(stderr, "exploration: the prototype has other results after a crash\n");
      std::exit(1);
    }
  watch.stop();
  return outcome;
}

Outcome explore_weir(Stopwatch& watch) { return explore(kOnlyManager, 20, watch); }
Outcome explore_everything(Stopwatch& watch) { return explore({}, 3, watch); }

CoreRun explore_on(std::size_t cores) {
  const auto cpu = [](int who) {
    rusage usage;
    getrusage(who, &usage);
    const auto seconds = [](const timeval& t) {
      return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
  };
  sim::SweepOptions options = options_of(1);
  options.cores = cores;
  const double here = cpu(RUSAGE_SELF), children = cpu(RUSAGE_CHILDREN);
  const auto begin = std::chrono::steady_clock::now();
  for (options.sim.seed = 1; options.sim.seed <= 8; options.sim.seed++) sweep(options);
  CoreRun run;
  run.wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  run.here = cpu(RUSAGE_SELF) - here;
  run.children = cpu(RUSAGE_CHILDREN) - children;
  return run;
}

}  // namespace weir::bench

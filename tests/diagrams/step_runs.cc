#include "tests/diagrams/step_runs.h"

#include <utility>

#include "engine/state/hashmap/factory.h"
#include "engine/trace/online.h"
#include "sim/simulator.h"
#include "tests/catch.h"

namespace weir::testing {

StepRun::StepRun(StreamGraph graph, const std::vector<Kill>& kills) {
  MemoryTrace trace;
  sim::SimOptions options;
  options.trace = &trace;
  options.network = {1, 6};
  options.control = {1, 3};
  options.snapshot = {1, 4};
  options.storage = {2, 6};
  const auto backends = make_hashmap_backend_factory();
  auto sim = sim::Simulator::create(std::move(graph), std::move(options), *backends);
  REQUIRE(sim);
  for (const Kill& kill : kills) {
    sim::Fault fault;
    fault.decision = {sim::DecisionKind::kFailTask, {.target = kill.task}};
    fault.at_decision = kill.decision;
    (*sim)->add_fault(std::move(fault));
  }
  REQUIRE((*sim)->run(100'000) == sim::RunEnd::kDone);
  (*sim)->end_trace();
  auto events = derive_all(trace);
  REQUIRE(events);
  events_ = std::move(*events);
  header_ = trace.trace_header();
}

void StepRun::each_step(
    const std::function<void(std::int64_t, Timestamp, const World&)>& look) const {
  auto world = World::create(header_);
  REQUIRE(world);
  for (std::size_t i = 0; i < events_.size(); i++) {
    REQUIRE(world->do_event(events_[i]));
    const std::int64_t step = events_[i].step;
    if (step > 0 && (i + 1 == events_.size() || events_[i + 1].step != step))
      look(step, events_[i].time, *world);
  }
}

}  // namespace weir::testing

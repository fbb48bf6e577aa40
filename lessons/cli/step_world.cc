#include "lessons/cli/step_world.h"

#include <memory>
#include <utility>
#include <vector>

#include "engine/state/backend_loader.h"
#include "engine/trace/online.h"
#include "lessons/cli/run_trace.h"

namespace weir::cli {

namespace {

// A run that has not ended after so many decisions is taken for one that never does.
constexpr std::uint64_t kMostDecisions = 2'000'000;

class Retained final : public EventConsumer {
 public:
  void header(const Value& header) override { header_ = header; }
  void event(const TraceEvent& event, const World& /*world*/) override { events_.push_back(event); }
  void end() override {}

  std::int64_t step() const { return events_.empty() ? 0 : events_.back().step; }
  const Value& trace_header() const { return header_; }
  const std::vector<TraceEvent>& events() const { return events_; }

 private:
  Value header_;
  std::vector<TraceEvent> events_;
};

// `trace` outlives the simulator.
void add_fault(sim::Simulator& sim, const PlannedFault& planned, RunTrace& trace) {
  sim::Fault fault;
  fault.decision = planned.decision;
  fault.at_decision = planned.at_decision;
  fault.at_time = planned.at;
  if (planned.when)
    fault.when = [&sim, &trace, watch = trace.watch(*planned.when)](const Job&) {
      sim.flush_trace();
      return trace.hit(watch);
    };
  sim.add_fault(std::move(fault));
}

}  // namespace

Result<StepWorld> world_at_step(GraphTarget& target, std::optional<std::int64_t> at) {
  const auto backends = load_backend(target.backend);
  if (!backends) return backends.error();
  RunTrace trace;
  auto owned = std::make_unique<Retained>();
  const Retained& retained = *owned;
  trace.add(std::move(owned));
  target.simulation.trace = trace.sink();
  auto sim =
      sim::Simulator::create(std::move(*target.graph), std::move(target.simulation), **backends);
  target.graph.reset();
  if (!sim) return sim.error();
  for (const PlannedFault& planned : target.faults) add_fault(**sim, planned, trace);
  bool more = true;
  while (more && (!at || retained.step() <= *at)) {
    more = (*sim)->step();
    if (at) (*sim)->flush_trace();
    if (!at && (*sim)->decisions() > kMostDecisions)
      return Error{ErrorKind::kBadArgument,
                   "This job has not ended after " + std::to_string(kMostDecisions) +
                       " decisions. Say which step is to be drawn: --at STEP."};
  }
  (*sim)->end_trace();
  if (const auto ok = trace.ok(); !ok) return ok.error();
  auto world = World::create(retained.trace_header());
  if (!world) return world.error();
  StepWorld out{std::move(*world)};
  out.steps = retained.step();
  for (const TraceEvent& event : retained.events()) {
    if (at && event.step > *at) break;
    if (const auto ok = out.world.do_event(event); !ok) return ok.error();
    out.step = event.step;
    out.time = event.time;
  }
  out.enough = !at || out.steps >= *at;
  return out;
}

}  // namespace weir::cli

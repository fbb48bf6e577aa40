#include "lessons/cli/step_world.h"

#include <utility>
#include <vector>

#include "engine/state/backend_loader.h"
#include "engine/trace/online.h"

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

}  // namespace

Result<StepWorld> world_at_step(GraphTarget& target, std::optional<std::int64_t> at) {
  const auto backends = load_backend(target.backend);
  if (!backends) return backends.error();
  Retained retained;
  DerivingSink sink(retained);
  target.simulation.trace = &sink;
  auto sim =
      sim::Simulator::create(std::move(*target.graph), std::move(target.simulation), **backends);
  target.graph.reset();
  if (!sim) return sim.error();
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
  if (sink.error()) return *sink.error();
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

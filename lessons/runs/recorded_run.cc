#include "lessons/runs/recorded_run.h"

#include <algorithm>
#include <utility>

#include "engine/core/text_width.h"
#include "engine/state/backend_loader.h"
#include "lessons/runs/trace_file.h"

namespace weir::runs {

namespace {

class Into final : public EventConsumer {
 public:
  explicit Into(Timeline& timeline) : timeline_(timeline) {}
  void header(const Value& header) override { timeline_.header(header); }
  void event(const TraceEvent& event, const World& world) override {
    timeline_.event(event, world);
  }
  void end() override { timeline_.end(); }

 private:
  Timeline& timeline_;
};

}  // namespace

Result<std::unique_ptr<RecordedRun>> RecordedRun::open(const RunWishes& wishes) {
  std::unique_ptr<RecordedRun> run(new RecordedRun(wishes));
  const auto ok = is_trace_file(wishes.target) ? run->read() : run->start();
  if (!ok) return ok.error();
  return run;
}

Result<void> RecordedRun::read() {
  if (!wishes_.sets.empty() || !wishes_.injections.empty())
    return Error{ErrorKind::kBadArgument,
                 (wishes_.injections.empty() ? "--set changes a job before it runs; "
                                             : "A failure changes a job while it runs; ") +
                     wishes_.target + " is a run that is over."};
  auto timeline = read_trace_file(wishes_.target);
  if (!timeline) return timeline.error();
  timeline_ = std::move(*timeline);
  over_ = true;
  return {};
}

Result<void> RecordedRun::start() {
  const auto target = find_target(wishes_.target);
  if (!target) return target.error();
  JobWishes job_wishes;
  job_wishes.sets = wishes_.sets;
  auto job = open_job(*target, job_wishes);
  if (!job) return job.error();
  job_.emplace(std::move(*job));
  auto backends = load_backend(job_->backend);
  if (!backends) return backends.error();
  backends_ = std::move(*backends);
  std::vector<PlannedFault> faults = job_->faults;
  for (const Injection& injection : wishes_.injections) {
    auto fault = planned_kill(job_->graph(), injection.kill, injection.at_decision);
    if (!fault) return fault.error();
    faults.push_back(std::move(*fault));
  }
  StreamGraph graph = job_->graph();
  allow_restarts(graph, faults.size());
  trace_.add(std::make_unique<Into>(timeline_));
  sim::SimOptions options = sim::sim_options(job_->simulation.simulation);
  options.trace = trace_.sink();
  options.header = trace_header(*job_);
  auto sim = sim::Simulator::create(std::move(graph), std::move(options), *backends_);
  if (!sim) return sim.error();
  sim_ = std::move(*sim);
  for (const PlannedFault& fault : faults) add_fault(fault);
  sim_->flush_trace();
  return {};
}

void RecordedRun::add_fault(const PlannedFault& planned) {
  sim::Fault fault = sim_fault(planned, *sim_, trace_);
  missed_.push_back(planned.what);
  fault.done = [this, what = planned.what](const Job&, std::uint64_t, bool happened) {
    if (const auto at = std::find(missed_.begin(), missed_.end(), what);
        happened && at != missed_.end())
      missed_.erase(at);
  };
  sim_->add_fault(std::move(fault));
}

bool RecordedRun::advance() {
  if (over_) return false;
  over_ = !sim_->step();
  if (over_)
    sim_->end_trace();
  else
    sim_->flush_trace();
  const auto steps = static_cast<std::size_t>(std::max<std::int64_t>(0, timeline_.steps()) + 1);
  if (decisions_.size() < steps) decisions_.resize(steps, sim_->decisions());
  // Turns without a step of their own belong to the step before them.
  decisions_.back() = sim_->decisions();
  return !over_;
}

bool RecordedRun::reach(std::int64_t step) {
  while (!over_ && timeline_.steps() <= step && sim_->decisions() < kMostDecisions && advance()) {
  }
  return timeline_.steps() > step || (over_ && timeline_.steps() == step);
}

bool RecordedRun::finish() {
  while (!over_ && sim_->decisions() < kMostDecisions && advance()) {
  }
  return over_;
}

std::uint64_t RecordedRun::decision_of(std::int64_t step) const {
  if (step < 0 || decisions_.empty()) return 0;
  return decisions_[std::min(static_cast<std::size_t>(step), decisions_.size() - 1)];
}

std::string RecordedRun::failure() const {
  if (sim_ == nullptr) return "";
  return sim_->job().status() == JobStatus::kFailed ? sim_->job().master().failure() : "";
}

std::string RecordedRun::name() const {
  if (job_) return job_->graph().config.name;
  const Value& header = timeline_.trace_header();
  for (const char* key : {"job", "lesson"})
    if (const Value* name = header.find(Value::text(key))) return shown(name->as_text());
  return "job";
}

std::string RecordedRun::missed_fault() const { return missed_.empty() ? "" : missed_.front(); }

}  // namespace weir::runs

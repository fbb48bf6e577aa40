#include "sim/simulator.h"

#include <algorithm>
#include <utility>

#include "engine/connectors/part_files.h"
#include "engine/core/hash.h"
#include "engine/graph/never_ends.h"

namespace weir::sim {

Simulator::Simulator(SimOptions options, KeyedBackendFactory& factory)
    : options_(std::move(options)), mixed_seed_(mix64(options_.seed)), storage_(options_.stored) {
  JobEnv::storage = &storage_;
  if (options_.checkpoints != nullptr) JobEnv::storage = options_.checkpoints;
  JobEnv::outside = options_.outside != nullptr ? options_.outside : &outside_;
  JobEnv::files = &files();
  backends = &factory;
  if (options_.trace == nullptr) return;
  recorder_ = std::make_unique<TraceRecorder>(*options_.trace);
  trace = recorder_.get();
}

Simulator::~Simulator() { end_trace(); }

void Simulator::end_trace() {
  if (recorder_ == nullptr || trace_ended_) return;
  trace_ended_ = true;
  recorder_->end();
}

Result<std::unique_ptr<Simulator>> Simulator::create(StreamGraph graph, SimOptions options,
                                                     KeyedBackendFactory& backends,
                                                     JobOptions job_options) {
  std::vector<Value> header(options.header.elements().begin(), options.header.elements().end());
  header.push_back(Value::text("seed"));
  header.push_back(Value::integer(static_cast<std::int64_t>(options.seed)));
  job_options.header = Value::map(header);
  std::unique_ptr<Simulator> sim(new Simulator(std::move(options), backends));
  auto job = Job::create(std::move(graph), *sim, std::move(job_options));
  if (!job) return job.error();
  sim->job_ = std::move(*job);
  sim->never_ends_ = never_ends(sim->job_->graph().stream);
  sim->crash_note_.seed = sim->options_.seed;
  sim->job_->start();
  return sim;
}

Result<void> Simulator::reset(StreamGraph graph) {
  WEIR_CHECK(
      options_.outside == nullptr && options_.checkpoints == nullptr && options_.files == nullptr,
      "only what is in the simulator's own memory can be made as it was");
  if (const auto ok = job_->reset(std::move(graph)); !ok) return ok;
  never_ends_ = never_ends(job_->graph().stream);
  storage_ = options_.stored;
  outside_.clear();
  files_ = MemoryFileStore();
  queue_.clear();
  faults_.clear();
  recorded_.clear();
  decisions_ = physical_decisions_ = 0;
  crash_note_.seed = options_.seed;
  job_->start();
  return {};
}

Timestamp Simulator::due(CostClass cost, std::uint32_t id, std::uint64_t n, Timestamp now) {
  const Latency* latency = &options_.network;
  switch (cost) {
    case CostClass::kNetwork: break;
    case CostClass::kControl: latency = &options_.control; break;
    case CostClass::kSnapshot: latency = &options_.snapshot; break;
    case CostClass::kStorage: latency = &options_.storage; break;
  }
  if (latency->max <= latency->min) return now + latency->min;
  // stable_hash(seed, id, n), of which the first step is done.
  const std::uint64_t h =
      mix64(mix64(mixed_seed_ ^ (static_cast<std::uint64_t>(cost) << 32 | id)) ^ n);
  const auto span = static_cast<std::uint64_t>(latency->max - latency->min) + 1;
  __extension__ using Wide = unsigned __int128;
  const auto jitter = static_cast<std::uint64_t>(static_cast<Wide>(h) * span >> 64);
  return now + latency->min + static_cast<Duration>(jitter);
}

void Simulator::announce(const Pending& pending, Timestamp due, std::uint64_t ticket) {
  queue_.push({due, ticket, pack(pending)});
}

bool Simulator::carry_out(const Decision& d) {
  switch (d.kind) {
    case DecisionKind::kRun: return job_->run(d.work);
    case DecisionKind::kLose: return job_->lose(d.work);
    case DecisionKind::kFailTask: return job_->fail_task(d.work.target, "killed");
    case DecisionKind::kFailTaskManager:
      if (job_->done()) return false;
      job_->fail_task_manager(d.work.target, "task manager lost");
      return true;
    case DecisionKind::kFailJobMaster:
      if (job_->done()) return false;
      job_->fail_job_master("job master lost");
      return true;
    case DecisionKind::kRescale: job_->rescale_at_restart(d.work.target); return true;
  }
  return false;
}

bool Simulator::apply(const Decision& decision) {
  if (!carry_out(decision)) return false;
  note(decision);
  return true;
}

bool Simulator::inject_due_faults(std::optional<Timestamp> next) {
  bool injected = false;
  for (std::size_t i = 0; i < faults_.size();) {
    const Fault& f = faults_[i];
    const bool now = (f.at_decision && decisions_ >= *f.at_decision) ||
                     (f.at_time && (!next || *next >= *f.at_time)) || (f.when && f.when(*job_));
    if (!now) {
      i++;
      continue;
    }
    const Fault fault = faults_[i];
    faults_.erase(faults_.begin() + static_cast<std::ptrdiff_t>(i));
    if (fault.at_time) job_->advance_to(*fault.at_time);
    const std::uint64_t decision = decisions_;
    const bool happened = apply(fault.decision);
    if (fault.done) fault.done(*job_, decision, happened);
    injected = happened || injected;
  }
  return injected;
}

// A condition alone may never come true.
bool Simulator::fault_to_come() const {
  return std::any_of(faults_.begin(), faults_.end(),
                     [](const Fault& f) { return f.at_decision || f.at_time; });
}

bool Simulator::step() {
  while (!queue_.empty() && !job_->done()) {
    if (!faults_.empty() && inject_due_faults(queue_.front().time)) return true;
    if (never_ends_ && !fault_to_come() && job_->only_waits()) return false;
    const Event e = queue_.pop();
    const Pending work = unpack(e.work);
    if (!job_->run(work, e.sequence)) continue;
    note({DecisionKind::kRun, work});
    if (work.kind == PendingKind::kBackendWork) [[unlikely]]
      continue;  // nothing that anybody could see
    return true;
  }
  return false;
}

RunEnd Simulator::run(std::uint64_t max_decisions) {
  for (std::uint64_t i = 0; i < max_decisions; i++)
    if (!step()) return job_->done() ? RunEnd::kDone : RunEnd::kQuiet;
  return job_->done() ? RunEnd::kDone : RunEnd::kBudget;
}

RunEnd Simulator::replay(const Decisions& decisions, std::uint64_t max_decisions) {
  for (const Decision& d : decisions)
    if (!job_->done()) apply(d);
  return run(max_decisions);
}

std::vector<Decision> Simulator::enumerate() const {
  std::vector<Decision> out;
  for (const Pending& p : job_->pending()) out.push_back({DecisionKind::kRun, p});
  return out;
}

std::vector<MemoryOutside::Row> committed_rows(const Simulator& sim) {
  return committed_rows(sim.job().graph().stream, sim.outside(), sim.memory_files());
}

std::vector<MemoryOutside::Row> committed_rows(const StreamGraph& graph,
                                               const MemoryOutside& outside,
                                               const MemoryFileStore& files) {
  std::vector<MemoryOutside::Row> out = outside.visible();
  if (files.size() == 0) return out;
  for (const StreamNode& node : graph.nodes) {
    if (!node.folder) continue;
    const auto lines = published_lines(files, *node.folder);
    WEIR_CHECK(lines.has_value(), "the memory cannot be read");
    for (const std::string& line : *lines) out.push_back({*node.folder, Value::text(line)});
  }
  return out;
}

}  // namespace weir::sim

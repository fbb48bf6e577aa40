// Tested by tests/checkpoint/coordinator_test.cc and the vectors
//   runtime/checkpoint_coordinator.json.
#include "engine/checkpoint/coordinator.h"

#include <algorithm>

#include "engine/core/check.h"

namespace weir {

using Do = CoordinatorAction::Kind;
using Reason = CheckpointFailureReason;

namespace {

// Requests beyond this are refused (Flink's DEFAULT_MAX_QUEUED_REQUESTS).
constexpr std::size_t kMaxWaiting = 1000;

}  // namespace

CheckpointPlan make_checkpoint_plan(const CheckpointTopology& topology,
                                    const std::vector<TaskProgress>& progress) {
  CheckpointPlan plan;
  plan.to_acknowledge.reserve(progress.size());
  plan.to_trigger.reserve(progress.size());
  for (TaskId task = 0; task < progress.size(); task++) {
    if (progress[task] == TaskProgress::kFinished) {
      plan.finished.push_back(task);
      continue;
    }
    plan.to_acknowledge.push_back(task);
    const std::vector<TaskId>& upstream = topology.upstream[task];
    const bool barriers_will_come = std::any_of(upstream.begin(), upstream.end(), [&](TaskId u) {
      return progress[u] == TaskProgress::kRunning;
    });
    if (!barriers_will_come) plan.to_trigger.push_back(task);
  }
  return plan;
}

CheckpointCoordinator::CheckpointCoordinator(const CheckpointConfig& config,
                                             CheckpointTopology topology,
                                             CompletedCheckpointStore& store)
    : config_(config), store_(store) {
  WEIR_CHECK(config.max_concurrent > 0, "no checkpoint could ever be triggered");
  set_topology(std::move(topology));
}

void CheckpointCoordinator::set_topology(CheckpointTopology topology) {
  WEIR_CHECK(pending_.empty(), "the tasks of a pending checkpoint cannot change");
  topology_ = std::move(topology);
  progress_.assign(topology_.upstream.size(), TaskProgress::kNotRunning);
}

void CheckpointCoordinator::set_task(TaskId task, TaskProgress progress) {
  WEIR_CHECK(task < progress_.size(), "a task the coordinator does not know");
  progress_[task] = progress;
}

void CheckpointCoordinator::task_failed(TaskId task, Timestamp now, CoordinatorActions& out) {
  set_task(task, TaskProgress::kNotRunning);
  std::vector<CheckpointId> hopeless;
  for (const auto& [id, pending] : pending_) {
    const std::vector<TaskId>& waited = pending.plan.to_acknowledge;
    if (std::binary_search(waited.begin(), waited.end(), task) && !pending.handles.contains(task)) {
      hopeless.push_back(id);
    }
  }
  for (const CheckpointId id : hopeless) abort(id, Reason::kTaskFailure, std::nullopt, now, out);
}

// ---- requests ----

void CheckpointCoordinator::start_periodic(Timestamp first, CoordinatorActions& out) {
  WEIR_CHECK(config_.interval > 0, "no interval for periodic checkpoints");
  WEIR_CHECK(!periodic_, "periodic checkpoints are running already");
  periodic_ = true;
  schedule_periodic(first, out);
}

void CheckpointCoordinator::stop_periodic(Timestamp now, CoordinatorActions& out) {
  periodic_ = false;
  periodic_timer_++;
  abort_all(Reason::kCheckpointCoordinatorSuspend, now, out);
}

void CheckpointCoordinator::trigger(CheckpointType type, Timestamp now, CoordinatorActions& out) {
  request({type, false}, now, out);
}

void CheckpointCoordinator::abort_all(Reason reason, Timestamp now, CoordinatorActions& out) {
  for (const Request& waiting : queue_) {
    if (!waiting.periodic) out.push_back({.kind = Do::kRejected, .reason = reason});
  }
  queue_.clear();
  std::vector<CheckpointId> all;
  for (const auto& [id, pending] : pending_) all.push_back(id);
  for (const CheckpointId id : all) abort(id, reason, std::nullopt, now, out);
}

void CheckpointCoordinator::on_timer(CoordinatorTimer timer, std::uint32_t id, Timestamp now,
                                     CoordinatorActions& out) {
  switch (timer) {
    case CoordinatorTimer::kPeriodic:
      if (!periodic_ || id != periodic_timer_) return;
      schedule_periodic(wrapping_add(now, config_.interval), out);
      request({CheckpointType::kCheckpoint, true}, now, out);
      return;
    case CoordinatorTimer::kTimeout:
      abort(id, Reason::kCheckpointExpired, std::nullopt, now, out);
      return;
    case CoordinatorTimer::kQueued: start_waiting(now, out); return;
  }
}

void CheckpointCoordinator::request(const Request& wanted, Timestamp now, CoordinatorActions& out) {
  const auto place = std::find_if(queue_.begin(), queue_.end(), [&](const Request& waiting) {
    return waiting.rank() > wanted.rank();
  });
  queue_.insert(place, wanted);
  if (queue_.size() > kMaxWaiting) {
    const Request refused = queue_.back();
    queue_.pop_back();
    if (!refused.periodic) {
      out.push_back({.kind = Do::kRejected, .reason = Reason::kTooManyCheckpointRequests});
    }
  }
  start_waiting(now, out);
}

void CheckpointCoordinator::start_waiting(Timestamp now, CoordinatorActions& out) {
  while (!queue_.empty()) {
    const Request first = queue_.front();
    if (pending_.size() >= config_.max_concurrent && !first.is_savepoint()) return;
    if (first.periodic && last_completion_) {
      const Timestamp earliest = wrapping_add(*last_completion_, config_.min_pause);
      if (now < earliest) {
        // Given up, not kept: the periodic timer itself is moved.
        queue_.pop_front();
        schedule_periodic(earliest, out);
        return;
      }
    }
    queue_.pop_front();
    start(first, now, out);
  }
}

void CheckpointCoordinator::start(const Request& wanted, Timestamp now, CoordinatorActions& out) {
  Reason refusal = Reason::kTriggerCheckpointFailure;
  if (!any_task_running() || !all_tasks_ready()) {
    if (any_task_running()) refusal = Reason::kNotAllRequiredTasksRunning;
    if (!wanted.periodic) out.push_back({.kind = Do::kRejected, .reason = refusal});
    return;
  }
  const CheckpointId id = store_.next_id();
  PendingCheckpoint& pending = pending_[id];
  pending.id = id;
  pending.options = options_of(wanted, now);
  pending.plan = make_checkpoint_plan(topology_, progress_);
  out.push_back({.kind = Do::kSchedule,
                 .timer = CoordinatorTimer::kTimeout,
                 .timer_id = static_cast<std::uint32_t>(id),
                 .at = wrapping_add(now, config_.timeout)});
  out.push_back({.kind = Do::kTrigger,
                 .checkpoint = id,
                 .options = pending.options,
                 .tasks = pending.plan.to_trigger});
}

BarrierOptions CheckpointCoordinator::options_of(const Request& wanted, Timestamp now) const {
  BarrierOptions options;
  options.type = wanted.type;
  options.started = now;
  options.alignment = config_.alignment;
  if (wanted.is_savepoint() && config_.alignment != Alignment::kAtLeastOnce) {
    options.alignment = Alignment::kAligned;
  }
  if (options.alignment == Alignment::kAlignedWithTimeout) {
    options.aligned_timeout = config_.aligned_timeout;
  }
  return options;
}

void CheckpointCoordinator::schedule_periodic(Timestamp at, CoordinatorActions& out) {
  periodic_timer_++;
  out.push_back({.kind = Do::kSchedule,
                 .timer = CoordinatorTimer::kPeriodic,
                 .timer_id = periodic_timer_,
                 .at = at});
}

void CheckpointCoordinator::schedule_queued(Timestamp now, CoordinatorActions& out) {
  if (queue_.empty()) return;
  out.push_back({.kind = Do::kSchedule, .timer = CoordinatorTimer::kQueued, .at = now});
}

bool CheckpointCoordinator::all_tasks_ready() const {
  return std::none_of(progress_.begin(), progress_.end(),
                      [](TaskProgress p) { return p == TaskProgress::kNotRunning; });
}

bool CheckpointCoordinator::any_task_running() const {
  return std::any_of(progress_.begin(), progress_.end(),
                     [](TaskProgress p) { return p != TaskProgress::kFinished; });
}

// ---- outcomes ----

void CheckpointCoordinator::acknowledge(CheckpointId checkpoint, TaskId task, std::string handle,
                                        CoordinatorActions& out) {
  const auto found = pending_.find(checkpoint);
  if (found == pending_.end()) return;
  PendingCheckpoint& pending = found->second;
  const std::vector<TaskId>& waited = pending.plan.to_acknowledge;
  if (!std::binary_search(waited.begin(), waited.end(), task)) return;
  pending.handles.try_emplace(task, std::move(handle));
  store_next(out);
}

bool CheckpointCoordinator::storing() const {
  return std::any_of(pending_.begin(), pending_.end(),
                     [](const auto& entry) { return entry.second.storing; });
}

// One at a time, so that a checkpoint that completes never aborts one that is being stored.
void CheckpointCoordinator::store_next(CoordinatorActions& out) {
  if (storing()) return;
  for (auto& [id, pending] : pending_) {
    if (!pending.fully_acknowledged()) continue;
    pending.storing = true;
    out.push_back({.kind = Do::kStore, .checkpoint = id});
    return;
  }
}

void CheckpointCoordinator::stored(CheckpointId checkpoint, bool ok, Timestamp now,
                                   CoordinatorActions& out) {
  const auto found = pending_.find(checkpoint);
  if (found == pending_.end() || !found->second.storing) return;
  const PendingCheckpoint done = std::move(found->second);
  pending_.erase(found);
  if (ok)
    complete(done, now, out);
  else
    give_up(done, Reason::kFinalizeCheckpointFailure, std::nullopt, now, out);
  store_next(out);
}

CompletedCheckpoint CheckpointCoordinator::completed(const PendingCheckpoint& pending,
                                                     Timestamp now) const {
  CompletedCheckpoint out{pending.id, pending.options.type, pending.options.started, now,
                          {},         pending.plan.finished};
  out.tasks.reserve(pending.handles.size());
  for (const auto& [task, handle] : pending.handles) out.tasks.push_back({task, handle});
  return out;
}

void CheckpointCoordinator::complete(const PendingCheckpoint& done, Timestamp now,
                                     CoordinatorActions& out) {
  out.push_back({.kind = Do::kCompleted, .checkpoint = done.id});
  for (const CheckpointId dropped : store_.add(completed(done, now))) {
    out.push_back({.kind = Do::kDropped, .checkpoint = dropped});
  }
  if (done.id > last_success_) {
    last_success_ = done.id;
    failures_ = 0;
    counted_.clear();
  }
  last_completion_ = now;
  schedule_queued(now, out);
  if (done.is_savepoint()) return;
  std::vector<CheckpointId> older;
  for (const auto& [id, other] : pending_) {
    if (id < done.id && !other.is_savepoint()) older.push_back(id);
  }
  for (const CheckpointId id : older)
    abort(id, Reason::kCheckpointSubsumed, std::nullopt, now, out);
  out.push_back(
      {.kind = Do::kNotifyComplete, .checkpoint = done.id, .tasks = done.plan.to_acknowledge});
}

void CheckpointCoordinator::decline(CheckpointId checkpoint, TaskId task, Reason reason,
                                    Timestamp now, CoordinatorActions& out) {
  abort(checkpoint, reason, task, now, out);
}

void CheckpointCoordinator::abort(CheckpointId id, Reason reason, std::optional<TaskId> task,
                                  Timestamp now, CoordinatorActions& out) {
  const auto found = pending_.find(id);
  if (found == pending_.end() || found->second.storing) return;
  const PendingCheckpoint failed = std::move(found->second);
  pending_.erase(found);
  give_up(failed, reason, task, now, out);
}

void CheckpointCoordinator::give_up(const PendingCheckpoint& failed, Reason reason,
                                    std::optional<TaskId> task, Timestamp now,
                                    CoordinatorActions& out) {
  const CheckpointId id = failed.id;
  out.push_back({.kind = Do::kAborted, .checkpoint = id, .reason = reason});
  count_failure(failed, reason, task, out);
  out.push_back(
      {.kind = Do::kNotifyAborted, .checkpoint = id, .tasks = failed.plan.to_acknowledge});
  schedule_queued(now, out);
}

void CheckpointCoordinator::count_failure(const PendingCheckpoint& failed, Reason reason,
                                          std::optional<TaskId> task, CoordinatorActions& out) {
  // What goes wrong in the job master fails no job over a savepoint.
  const bool of_job_master = !task || is_preflight(reason);
  if (of_job_master && failed.is_savepoint()) return;
  if (failed.id <= last_success_) return;
  if (counts_against_tolerance(reason) && counted_.insert(failed.id).second) failures_++;
  if (failures_ <= config_.tolerable_failures) return;
  failures_ = 0;
  counted_.clear();
  CoordinatorAction action{.kind = Do::kFailJob, .checkpoint = failed.id, .reason = reason};
  if (!of_job_master) action.task = task;
  out.push_back(std::move(action));
}

}  // namespace weir

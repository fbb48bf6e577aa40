#include "engine/runtime/job_master.h"

#include <utility>

#include "engine/checkpoint/checkpoint_metadata.h"
#include "engine/env/storage.h"

namespace weir {

namespace {

const char* mode_name(Alignment alignment) {
  switch (alignment) {
    case Alignment::kAtLeastOnce: return "at least once";
    case Alignment::kAligned: return "aligned";
    case Alignment::kAlignedWithTimeout: return "aligned with timeout";
    case Alignment::kUnaligned: return "unaligned";
    case Alignment::kForcedAligned: return "aligned";
  }
  return "?";
}

const char* type_name(CheckpointType type) {
  switch (type) {
    case CheckpointType::kCheckpoint: return "checkpoint";
    case CheckpointType::kSavepoint: return "savepoint";
    case CheckpointType::kFinal: return "final";
  }
  return "?";
}

CheckpointTopology topology_of(const ExecutionPlan& plan) {
  CheckpointTopology topology;
  topology.upstream.resize(plan.tasks.size());
  for (const PlannedChannel& c : plan.channels) topology.upstream[c.to].push_back(c.from);
  return topology;
}

}  // namespace

const char* job_status_name(JobStatus status) {
  switch (status) {
    case JobStatus::kCreated: return "CREATED";
    case JobStatus::kRunning: return "RUNNING";
    case JobStatus::kRestarting: return "RESTARTING";
    case JobStatus::kFinished: return "FINISHED";
    case JobStatus::kFailed: return "FAILED";
    case JobStatus::kStopped: return "STOPPED";
  }
  return "?";
}

JobMaster::JobMaster(TaskPorts& ports, JobMasterHost& host, CompletedCheckpointStore& store)
    : ports_(ports), host_(host), store_(store) {
  restart_strategy_ = make_restart_strategy(ports_.graph.stream.config.restart);
}

void JobMaster::start(const std::vector<std::string>& handles, std::optional<CheckpointId> from,
                      const std::vector<CompletedCheckpoint>& retained) {
  attempt_ = 1;
  start_ = {handles, from};
  if (from) store_.count_from(*from);
  std::vector<CheckpointId> dropped;
  for (const CompletedCheckpoint& c : retained)
    for (const CheckpointId id : store_.add(c)) dropped.push_back(id);
  if (const auto ok = host_.begin_attempt(attempt_, handles, from); !ok) {
    failure_ = ok.error().text;
    set_status(JobStatus::kFailed);
    return;
  }
  for (const CheckpointId id : dropped) delete_checkpoint(id);
  deploy();
}

void JobMaster::deploy() {
  const ExecutionPlan& plan = ports_.plan;
  coordinator_ = std::make_unique<CheckpointCoordinator>(ports_.graph.stream.config.checkpoints,
                                                         topology_of(plan), store_);
  timers_.clear();
  past_end_ = 0;
  tasks_.assign(plan.tasks.size(), TaskState::kDeploying);
  set_status(JobStatus::kRunning);
  for (TaskId t = 0; t < plan.tasks.size(); t++) send(t, ControlKind::kDeploy, {});
}

void JobMaster::send(TaskId to, ControlKind kind, const Barrier& barrier) {
  ControlMessage message;
  message.kind = kind;
  message.attempt = attempt_;
  message.barrier = barrier;
  ports_.links.send(ControlLinks::to_task(to), std::move(message), now());
}

void JobMaster::set_status(JobStatus status) {
  if (status_ == status) return;
  status_ = status;
  if (trace() != nullptr) trace()->job_status(trace()->name(job_status_name(status)));
}

bool JobMaster::all(TaskState state) const {
  for (const TaskState s : tasks_)
    if (s != state) return false;
  return true;
}

bool JobMaster::terminal(TaskState state) const {
  return state == TaskState::kFinished || state == TaskState::kFailed ||
         state == TaskState::kCanceled;
}

// ---- what tasks say -----------------------------------------------------------------------------

void JobMaster::on_message(TaskId from, const ControlMessage& message) {
  switch (message.kind) {
    case ControlKind::kRunning: on_running(from); break;
    case ControlKind::kAck: on_ack(from, message); break;
    case ControlKind::kDecline: on_decline(from, message); break;
    case ControlKind::kEndOfData: on_end_of_data(); break;
    case ControlKind::kFinished: on_finished(from); break;
    case ControlKind::kFailed: on_failed(from, message.text); break;
    case ControlKind::kCanceled:
      tasks_[from] = TaskState::kCanceled;
      maybe_restart();
      break;
    case ControlKind::kFromOperator: break;  // no operator of this engine sends events yet
    case ControlKind::kDeploy:
    case ControlKind::kTrigger:
    case ControlKind::kNotifyComplete:
    case ControlKind::kNotifyAborted:
    case ControlKind::kCancel:
    case ControlKind::kStop:
    case ControlKind::kDrain:
    case ControlKind::kToOperator: WEIR_CHECK(false, "a message for a task came to the job master");
  }
}

void JobMaster::on_running(TaskId task) {
  if (tasks_[task] != TaskState::kDeploying) return;
  tasks_[task] = TaskState::kRunning;
  coordinator_->set_task(task, TaskProgress::kRunning);
  for (const TaskState s : tasks_)
    if (s == TaskState::kDeploying) return;
  const Duration interval = ports_.graph.stream.config.checkpoints.interval;
  if (status_ != JobStatus::kRunning || interval <= 0) return;
  CoordinatorActions actions = std::move(spare_);
  coordinator_->start_periodic(now() + interval, actions);
  apply(actions);
}

void JobMaster::on_ack(TaskId task, const ControlMessage& message) {
  const CheckpointId id = message.barrier.id;
  const auto pending = coordinator_->pending().find(id);
  if (pending != coordinator_->pending().end() && !pending->second.handles.contains(task) &&
      trace() != nullptr)
    trace()->cp_ack(id, task);
  CoordinatorActions actions = std::move(spare_);
  coordinator_->acknowledge(id, task, message.text, actions);
  apply(actions);
}

void JobMaster::on_decline(TaskId task, const ControlMessage& message) {
  const auto reason = parse_failure_reason(message.text);
  CoordinatorActions actions = std::move(spare_);
  coordinator_->decline(message.barrier.id, task,
                        reason.value_or(CheckpointFailureReason::kCheckpointAsyncException), now(),
                        actions);
  apply(actions);
}

void JobMaster::on_end_of_data() {
  if (++past_end_ < tasks_.size() || status_ != JobStatus::kRunning) return;
  if (stop_.mode != StopMode::kGoOn) return;  // the savepoint is the last checkpoint
  CoordinatorActions actions = std::move(spare_);
  coordinator_->trigger(CheckpointType::kFinal, now(), actions);
  apply(actions);
}

void JobMaster::on_finished(TaskId task) {
  if (terminal(tasks_[task])) return;
  tasks_[task] = TaskState::kFinished;
  coordinator_->set_task(task, TaskProgress::kFinished);
  if (const CompletedCheckpoint* latest = store_.latest())
    for (const TaskHandle& h : latest->tasks)
      if (h.task == task) final_handles_[task] = h.handle;
  decline_what_waits_for(task);
  if (status_ == JobStatus::kRestarting) {
    maybe_restart();
    return;
  }
  if (!all(TaskState::kFinished)) return;
  CoordinatorActions actions = std::move(spare_);
  coordinator_->stop_periodic(now(), actions);
  apply(actions);
  timers_.clear();
  const bool drained = stop_.mode == StopMode::kDrain;
  set_status(stop_.complete && !drained ? JobStatus::kStopped : JobStatus::kFinished);
}

// ---- failures -----------------------------------------------------------------------------------

void JobMaster::on_failed(TaskId task, const std::string& cause) {
  if (tasks_[task] == TaskState::kFailed) return;
  tasks_[task] = TaskState::kFailed;
  CoordinatorActions actions = std::move(spare_);
  coordinator_->task_failed(task, now(), actions);
  apply(actions);
  fail_over(cause);
}

void JobMaster::fail_over(const std::string& cause) {
  // A job that had finished goes on if a result of it could not be committed.
  if (status_ == JobStatus::kRunning || status_ == JobStatus::kFinished) {
    failure_ = cause;
    restart_strategy_->on_failure(now());
    restart_at_ = now() + restart_strategy_->backoff(now());
    CoordinatorActions actions = std::move(spare_);
    coordinator_->stop_periodic(now(), actions);
    coordinator_->abort_all(CheckpointFailureReason::kJobFailoverRegion, now(), actions);
    set_status(JobStatus::kRestarting);  // before the actions: an abort must not fail the job again
    apply(actions);
    cancel_all();
  }
  maybe_restart();
}

void JobMaster::cancel_all() {
  for (TaskId t = 0; t < tasks_.size(); t++) {
    if (terminal(tasks_[t]) || tasks_[t] == TaskState::kCanceling) continue;
    tasks_[t] = TaskState::kCanceling;
    send(t, ControlKind::kCancel, {});
  }
}

void JobMaster::maybe_restart() {
  if (status_ != JobStatus::kRestarting || coordinator_->storing()) return;
  for (const TaskState s : tasks_)
    if (!terminal(s)) return;
  timers_.clear();
  if (stop_.complete) {
    set_status(JobStatus::kStopped);
  } else if (restart_strategy_->can_restart()) {
    schedule(kRestart, attempt_, std::max(now(), restart_at_));
  } else {
    set_status(JobStatus::kFailed);
  }
}

void JobMaster::restart() {
  auto [handles, from] = start_;
  if (const CompletedCheckpoint* latest = store_.latest()) {
    from = latest->id;
    handles = handles_of(*latest);
  }
  restarts_++;
  attempt_++;
  if (trace() != nullptr) trace()->restart(from);
  if (const auto ok = host_.begin_attempt(attempt_, handles, from); !ok) {
    failure_ = ok.error().text;
    set_status(JobStatus::kFailed);
    return;
  }
  final_handles_.clear();
  deploy();
}

void JobMaster::crash() {
  if (status_ != JobStatus::kRunning && status_ != JobStatus::kRestarting) return;
  for (const auto& [id, pending] : coordinator_->pending()) {
    if (pending.storing && is_stored(id)) {
      adopt(pending);
      continue;
    }
    aborted_++;
    if (trace() != nullptr) trace()->cp_abort(id, "the job master is gone");
  }
  coordinator_ = std::make_unique<CheckpointCoordinator>(ports_.graph.stream.config.checkpoints,
                                                         topology_of(ports_.plan), store_);
  timers_.clear();
  tasks_.assign(tasks_.size(), TaskState::kFailed);
  if (stop_.complete) {
    set_status(JobStatus::kStopped);
    return;
  }
  stop_ = {};
  set_status(JobStatus::kRestarting);
  restart_at_ = now() + restart_strategy_->backoff(now());
  schedule(kRestart, attempt_, restart_at_);
}

// ---- checkpoints --------------------------------------------------------------------------------

void JobMaster::trigger_savepoint(StopMode mode) {
  if (mode != StopMode::kGoOn) {
    if (stop_.mode != StopMode::kGoOn) return;  // it stops already
    CoordinatorActions actions = std::move(spare_);
    coordinator_->stop_periodic(now(), actions);
    apply(actions);
    stop_.mode = mode;
  }
  CoordinatorActions actions = std::move(spare_);
  coordinator_->trigger(CheckpointType::kSavepoint, now(), actions);
  apply(actions);
  if (mode != StopMode::kGoOn && stop_.savepoint == kNoCheckpoint) give_up_stopping();
}

// No source has stopped, so that the job can go on.
void JobMaster::give_up_stopping() {
  stop_ = {};
  resume_periodic();
}

void JobMaster::resume_periodic() {
  const Duration interval = ports_.graph.stream.config.checkpoints.interval;
  if (status_ != JobStatus::kRunning || interval <= 0) return;
  for (const TaskState s : tasks_)
    if (s == TaskState::kDeploying) return;  // periodic checkpoints begin with the last of them
  CoordinatorActions actions = std::move(spare_);
  coordinator_->start_periodic(now() + interval, actions);
  apply(actions);
}

ControlKind JobMaster::trigger_kind(const CoordinatorAction& a) {
  if (stop_.mode == StopMode::kGoOn || a.options.type != CheckpointType::kSavepoint)
    return ControlKind::kTrigger;
  stop_.savepoint = a.checkpoint;
  stop_.told = a.tasks;
  return stop_.mode == StopMode::kDrain ? ControlKind::kDrain : ControlKind::kStop;
}

std::vector<std::string> JobMaster::handles_of(const CompletedCheckpoint& checkpoint) const {
  std::vector<std::string> handles;
  for (const TaskHandle& h : checkpoint.tasks) handles.push_back(h.handle);
  for (const TaskId t : checkpoint.finished)
    if (const auto it = final_handles_.find(t); it != final_handles_.end())
      handles.push_back(it->second);
  return handles;
}

std::optional<CheckpointId> JobMaster::stopped_with() const {
  return stop_.complete ? std::optional(stop_.savepoint) : std::nullopt;
}

void JobMaster::on_timer(std::uint32_t kind, std::uint32_t id) {
  timers_.erase({kind, id});
  if (kind == kRestart) {
    restart();
    return;
  }
  CoordinatorActions actions = std::move(spare_);
  coordinator_->on_timer(static_cast<CoordinatorTimer>(kind), id, now(), actions);
  apply(actions);
}

void JobMaster::on_effect(const Effect& effect, const Result<void>& outcome) {
  // What could not be deleted stays, as in Flink.
  if (effect.kind != EffectKind::kWriteCheckpoint) return;
  CoordinatorActions actions = std::move(spare_);
  coordinator_->stored(effect.checkpoint, outcome.has_value(), now(), actions);
  apply(actions);
  maybe_restart();
}

void JobMaster::apply(CoordinatorActions& actions) {
  for (const CoordinatorAction& a : actions) apply(a);
  actions.clear();
  spare_ = std::move(actions);
}

void JobMaster::apply(const CoordinatorAction& a) {
  switch (a.kind) {
    case CoordinatorAction::Kind::kTrigger: {
      const ControlKind kind = trigger_kind(a);
      if (trace() != nullptr)
        trace()->cp_trigger(a.checkpoint, trace()->name(mode_name(a.options.alignment)),
                            trace()->name(type_name(a.options.type)));
      for (const TaskId t : a.tasks) send(t, kind, {a.checkpoint, a.options});
      break;
    }
    case CoordinatorAction::Kind::kSchedule:
      schedule(static_cast<std::uint32_t>(a.timer), a.timer_id, a.at);
      break;
    case CoordinatorAction::Kind::kStore: store(a.checkpoint); break;
    case CoordinatorAction::Kind::kCompleted: completed(a.checkpoint); break;
    case CoordinatorAction::Kind::kDropped:
      if (trace() != nullptr) trace()->cp_drop(a.checkpoint);
      delete_checkpoint(a.checkpoint);
      break;
    case CoordinatorAction::Kind::kAborted: aborted(a.checkpoint, a.reason); break;
    case CoordinatorAction::Kind::kNotifyComplete:
      for (const TaskId t : a.tasks) send(t, ControlKind::kNotifyComplete, {a.checkpoint, {}});
      break;
    case CoordinatorAction::Kind::kNotifyAborted:
      if (status_ != JobStatus::kRunning) break;
      for (const TaskId t : a.tasks) send(t, ControlKind::kNotifyAborted, {a.checkpoint, {}});
      break;
    case CoordinatorAction::Kind::kRejected: break;
    case CoordinatorAction::Kind::kFailJob:
      fail_over("more checkpoints failed than the job tolerates");
      break;
  }
}

void JobMaster::store(CheckpointId checkpoint) {
  CheckpointMetadata metadata;
  metadata.job = ports_.graph.stream.config.name;
  metadata.checkpoint = coordinator_->completed(coordinator_->pending().at(checkpoint), now());
  for (const TaskId t : metadata.checkpoint.finished)
    if (const auto it = final_handles_.find(t); it != final_handles_.end())
      metadata.of_finished.push_back({t, it->second});
  Effect effect;
  effect.kind = EffectKind::kWriteCheckpoint;
  effect.name = metadata_name(checkpoint);
  effect.checkpoint = checkpoint;
  effect.bytes = encode_metadata(metadata);
  effect.blocks_ack = false;
  ports_.effects.request(kJobMaster, std::move(effect), now());
}

bool JobMaster::is_stored(CheckpointId checkpoint) const {
  const auto bytes = ports_.env.storage->read(metadata_name(checkpoint));
  return bytes && decode_metadata(*bytes).has_value();
}

// The old master was storing it, and it is stored: so it is complete, and this one goes on from it.
void JobMaster::adopt(const PendingCheckpoint& pending) {
  for (const CheckpointId dropped : store_.add(coordinator_->completed(pending, now()))) {
    if (trace() != nullptr) trace()->cp_drop(dropped);
    delete_checkpoint(dropped);
  }
  completed_++;
  if (trace() != nullptr) trace()->cp_complete(pending.id);
  if (stop_.mode != StopMode::kGoOn && pending.id == stop_.savepoint) stop_.complete = true;
}

void JobMaster::completed(CheckpointId checkpoint) {
  completed_++;
  if (trace() != nullptr) trace()->cp_complete(checkpoint);
  if (checkpoint != stop_.savepoint || stop_.mode == StopMode::kGoOn) return;
  stop_.complete = true;
  for (TaskId t = 0; t < tasks_.size(); t++) {
    if (terminal(tasks_[t])) continue;
    send(t, ControlKind::kNotifyComplete, {checkpoint, {}});
    // Drained tasks end by themselves, with their channels.
    if (stop_.mode == StopMode::kStop) send(t, ControlKind::kStop, {});
  }
}

void JobMaster::aborted(CheckpointId checkpoint, CheckpointFailureReason reason) {
  aborted_++;
  if (trace() != nullptr) trace()->cp_abort(checkpoint, name_of(reason));
  delete_checkpoint(checkpoint);
  if (checkpoint != stop_.savepoint || stop_.mode == StopMode::kGoOn) return;
  const bool fails_anyway = reason == CheckpointFailureReason::kTaskFailure;
  bool may_have_stopped = false;
  for (const TaskId t : stop_.told)
    may_have_stopped = may_have_stopped || tasks_[t] != TaskState::kFinished;
  give_up_stopping();
  // Only another attempt makes sources go on that have stopped.
  if (status_ == JobStatus::kRunning && may_have_stopped && !fails_anyway)
    fail_over("stop with savepoint failed");
}

// What is pending and not acknowledged by a task that has ended cannot complete any more.
void JobMaster::decline_what_waits_for(TaskId task) {
  std::vector<CheckpointId> hopeless;
  for (const auto& [id, pending] : coordinator_->pending())
    for (const TaskId waited : pending.plan.to_acknowledge)
      if (waited == task && !pending.handles.contains(task)) hopeless.push_back(id);
  CoordinatorActions actions = std::move(spare_);
  for (const CheckpointId id : hopeless)
    coordinator_->decline(id, task, CheckpointFailureReason::kCheckpointDeclinedTaskClosing, now(),
                          actions);
  apply(actions);
}

// A checkpoint refers to an earlier one for the tasks that had finished before it.
bool JobMaster::needed(const std::string& folder) const {
  for (const auto& [task, handle] : final_handles_)
    if (handle.starts_with(folder)) return true;
  for (const CompletedCheckpoint& c : store_.retained())
    for (const TaskHandle& h : c.tasks)
      if (h.handle.starts_with(folder)) return true;
  return false;
}

void JobMaster::delete_checkpoint(CheckpointId checkpoint) {
  const std::string prefix = checkpoint_folder(checkpoint) + "/";
  if (needed(prefix)) return;
  Effect effect;
  effect.kind = EffectKind::kDeleteCheckpoint;
  effect.name = prefix;
  effect.checkpoint = checkpoint;
  effect.blocks_ack = false;
  ports_.effects.request(kJobMaster, std::move(effect), now());
}

void JobMaster::schedule(std::uint32_t kind, std::uint32_t id, Timestamp at) {
  const std::uint64_t ticket = ++ports_.tickets;
  timers_[{kind, id}] = {at, ticket};
  ports_.env.announce({PendingKind::kCoordinatorTimer, kind, id}, std::max(at, now()), ticket);
}

}  // namespace weir

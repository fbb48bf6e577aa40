#include "engine/runtime/job.h"

#include <utility>

#include "engine/core/check.h"
#include "engine/core/user_error.h"
#include "engine/graph/clock_start.h"

namespace weir {

Result<std::unique_ptr<Job>> Job::create(StreamGraph stream, JobEnv& env, JobOptions options) {
  auto graph = JobGraph::compile(stream);
  if (!graph) return graph.error();
  return std::unique_ptr<Job>(
      new Job(std::move(stream), std::move(*graph), env, std::move(options)));
}

void JobOptions::go_on_from(CheckpointStart start) {
  run = start.run;
  last_id = start.last_id;
  retained = std::move(start.retained);
  restore = std::move(start.handles);
  restore_id = start.from.value_or(kNoCheckpoint);
}

Job::Job(StreamGraph stream, JobGraph graph, JobEnv& env, JobOptions options)
    : env_(env),
      stream_(std::move(stream)),
      graph_(std::move(graph)),
      plan_(make_plan(graph_)),
      options_(std::move(options)),
      store_(stream_.config.retained_checkpoints),
      network_(env, tickets_, clock_),
      links_(env, tickets_),
      effects_(env, tickets_),
      ports_{env_,        graph_, plan_,
             network_,    links_, effects_,
             tickets_,    clock_, options_.restore.empty() ? kNoCheckpoint : options_.restore_id,
             options_.run},
      master_(new JobMaster(ports_, *this, store_)) {}

Job::~Job() = default;

bool Job::over() const {
  return status() == JobStatus::kFinished || status() == JobStatus::kFailed ||
         status() == JobStatus::kStopped;
}

void Job::start() {
  clock_.now = clock_start(stream_);
  if (env_.trace != nullptr) env_.trace->begin(header());
  begin_turn(kAtJobMaster);
  std::optional<CheckpointId> from;
  if (!options_.restore.empty()) from = options_.restore_id;
  if (options_.last_id != kNoCheckpoint) store_.count_from(options_.last_id);
  master_->start(options_.restore, from, options_.retained);
}

Result<void> Job::reset(StreamGraph stream) {
  WEIR_CHECK(env_.trace == nullptr, "a trace begins once");
  tasks_.clear();
  restored_.clear();
  stream_ = std::move(stream);
  if (const auto ok = compile(); !ok) return ok;
  clock_ = {};
  tickets_ = 0;
  store_ = CompletedCheckpointStore(stream_.config.retained_checkpoints);
  effects_.reset();
  restored_from_.reset();
  next_parallelism_ = 0;
  failure_on_the_way_ = false;
  master_.reset(new JobMaster(ports_, *this, store_));
  return {};
}

Value Job::header() const {
  std::vector<Value> entries;
  for (const Value& v : options_.header.elements()) entries.push_back(v);
  entries.push_back(Value::text("plan"));
  entries.push_back(describe_plan(graph_, plan_, options_.restore.empty()));
  return Value::map(entries);
}

// ---- attempts -----------------------------------------------------------------------------------

Result<void> Job::begin_attempt(Attempt attempt, const std::vector<std::string>& handles,
                                std::optional<CheckpointId> from) {
  tasks_.clear();
  restored_.clear();
  failure_on_the_way_ = false;
  restored_from_ = from;
  if (attempt > 1) {
    if (const auto ok = make_new_plan(); !ok) return ok;
  }
  network_.reset(plan_, graph_.stream.config.channel_capacity);
  links_.reset(plan_.tasks.size());
  effects_.clear();
  tasks_.resize(plan_.tasks.size());
  if (env_.trace != nullptr) {
    for (TaskId t = 0; t < tasks_.size(); t++) env_.trace->attempt(t, attempt);
    env_.trace->deploy(describe_plan(graph_, plan_, !from), attempt);
  }
  if (!from) return {};
  auto stored = read_checkpoint(*env_.storage, handles);
  if (!stored) return stored.error();
  auto restored =
      plan_restore(graph_, plan_, std::move(*stored), options_.allow_non_restored_state);
  if (!restored) {
    if (env_.trace != nullptr) env_.trace->restore_refuse(*from, "", restored.error().text);
    return restored.error();
  }
  restored_ = std::move(*restored);
  return {};
}

Result<void> Job::make_new_plan() {
  if (next_parallelism_ == 0) return {};
  const JobGraph old = graph_;
  stream_.config.parallelism = std::exchange(next_parallelism_, 0);
  if (const auto ok = compile(); !ok) return ok;
  trace_rescale(old);
  return {};
}

Result<void> Job::compile() {
  auto graph = JobGraph::compile(stream_);
  if (!graph) return graph.error();
  const bool keeps_plan = same_plan(graph_, *graph);
  graph_ = std::move(*graph);
  if (!keeps_plan) plan_ = make_plan(graph_);
  return {};
}

void Job::trace_rescale(const JobGraph& old) {
  if (env_.trace == nullptr) return;
  for (const JobVertex& now : graph_.vertices)
    for (const JobVertex& was : old.vertices)
      if (was.name == now.name && was.parallelism != now.parallelism)
        env_.trace->rescale(env_.trace->name(now.name), now.parallelism);
}

void Job::deploy(TaskId t, Attempt attempt) {
  guarded(t, [&] {
    if (env_.trace != nullptr) {
      env_.trace->task_status(env_.trace->name("RUNNING"), std::nullopt);
      if (restored_from_) env_.trace->restore(restored_from_);
    }
    tasks_[t] =
        std::make_unique<Task>(ports_, t, attempt, restored_from_ ? &restored_[t].state : nullptr);
    tasks_[t]->open();
    if (restored_from_) restore_in_flight(std::move(restored_[t].in_flight));
    tasks_[t]->announce_parked();  // what came before it was there
    ControlMessage running;
    running.kind = ControlKind::kRunning;
    running.attempt = attempt;
    links_.send(ControlLinks::from_task(t), std::move(running), clock_.now);
  });
}

// The elements of an edge whose two ends are as many as before follow from the snapshot; of others
// the trace is told where they have gone.
void Job::restore_in_flight(std::vector<RestoredChannel> channels) {
  for (RestoredChannel& c : channels) {
    for (std::size_t i = 0; env_.trace != nullptr && i < c.origins.size(); i++)
      env_.trace->restore_flight(*restored_from_, c.channel, env_.trace->name(c.origins[i].channel),
                                 c.origins[i].place, static_cast<std::int64_t>(i));
    network_.restore_front(c.channel, std::move(c.elements), clock_.now);
  }
}

void Job::destroy(TaskId t) {
  tasks_[t].reset();
  effects_.drop(t);
}

// ---- turns --------------------------------------------------------------------------------------

template <class F>
[[gnu::always_inline]] inline void Job::guarded(TaskId t, F&& turn) {
  try {
    turn();
  } catch (const UserError& e) {
    task_failed(t, e.error().text, false);
  } catch (const std::exception& e) {  // thrown by a function of the user
    task_failed(t, e.what(), false);
  }
}

bool Job::run(const Pending& work, std::uint64_t ticket) {
  bool ran = false;
  switch (work.kind) {
    case PendingKind::kChannelHead: ran = run_head(work, ticket); break;
    case PendingKind::kPollSource: ran = run_poll(work.target, ticket); break;
    case PendingKind::kProcessingTimer: ran = run_timer(work, ticket); break;
    case PendingKind::kSnapshotAsync: ran = run_async(work, ticket); break;
    case PendingKind::kControl: ran = run_control(work.target, ticket); break;
    case PendingKind::kEffect: ran = run_effect(work.n, ticket); break;
    case PendingKind::kCoordinatorTimer: ran = run_clock(work, ticket); break;
    // Nothing that a turn without it would not have seen: whom others have woken waits on.
    case PendingKind::kBackendWork: return run_backend_work(work, ticket);
  }
  if (network_.any_woken()) [[unlikely]]
    wake();
  return ran;
}

std::size_t Job::run_heads(const std::uint64_t& last, std::uint64_t before, std::size_t most) {
  Ring<Network::Head>& heads = network_.heads();
  std::size_t turns = 0;
  while (turns < most && !heads.empty() && heads.popped() < last && heads.front().ticket < before) {
    const Network::Head head = heads.pop();
    if (!read_head(head.channel, head.ticket)) continue;
    turns++;
    if (network_.any_woken()) [[unlikely]]
      wake();
  }
  return turns;
}

bool Job::run_head(const Pending& work, std::uint64_t ticket) {
  const ChannelId c = work.target;
  if (c >= network_.size()) return false;
  if (work.n != kInTurn) [[unlikely]]
    return run_signal(c, ticket);
  return read_head(c, ticket);
}

inline bool Job::read_head(ChannelId c, std::uint64_t ticket) {
  Channel& channel = network_.channel(c);
  if (channel.empty() || (ticket != 0 && channel.announced != ticket)) return false;
  const TaskId t = plan_.channels[c].to;
  if (!channel.head_readable() || !alive(t) || !network_.runnable(t)) [[unlikely]] {
    network_.park(c);
    return false;
  }
  clock_.now = std::max(clock_.now, channel.front().due);
  begin_turn(t);
  guarded(t, [&] { tasks_[t]->read(c); });
  return true;
}

bool Job::run_signal(ChannelId c, std::uint64_t ticket) {
  const TaskId t = plan_.channels[c].to;
  const Channel::Signal* signal = network_.channel(c).signal();
  if (signal == nullptr || !alive(t)) {
    network_.park_signal(c, ticket);
    return false;
  }
  if (ticket != 0 && signal->ticket != ticket) return false;
  clock_.now = std::max(clock_.now, signal->due);
  begin_turn(t);
  guarded(t, [&] { tasks_[t]->read_signal(c); });
  return true;
}

bool Job::run_poll(TaskId t, std::uint64_t ticket) {
  if (!alive(t)) return false;
  Task& task = *tasks_[t];
  if (task.poll_ticket() == 0 || (ticket != 0 && task.poll_ticket() != ticket)) return false;
  if (!network_.runnable(t)) {
    task.park_poll();
    return false;
  }
  clock_.now = std::max(clock_.now, task.poll_due());
  begin_turn(t);
  guarded(t, [&] { task.poll(); });
  return true;
}

bool Job::run_timer(const Pending& work, std::uint64_t ticket) {
  if (!alive(work.target)) return false;
  Task& task = *tasks_[work.target];
  if (work.n >= task.timers().size()) return false;
  const Task::Timer& timer = task.timers()[work.n];
  if (timer.ticket == 0 || (ticket != 0 && timer.ticket != ticket)) return false;
  clock_.now = std::max(clock_.now, timer.due);
  begin_turn(work.target);
  guarded(work.target, [&] { task.fire_timer(work.n); });
  return true;
}

bool Job::run_async(const Pending& work, std::uint64_t ticket) {
  if (!alive(work.target)) return false;
  Task& task = *tasks_[work.target];
  const auto it = task.snapshots().find(work.n);
  if (it == task.snapshots().end() || it->second.ticket == 0 ||
      (ticket != 0 && it->second.ticket != ticket))
    return false;
  clock_.now = std::max(clock_.now, it->second.due);
  begin_turn(work.target);
  guarded(work.target, [&] { task.finish_snapshot(work.n); });
  return true;
}

bool Job::run_control(std::uint32_t link, std::uint64_t ticket) {
  if (!links_.pending(link) || (ticket != 0 && !links_.current(link, ticket))) return false;
  clock_.now = std::max(clock_.now, links_.due(link));
  const TaskId t = ControlLinks::task_of(link);
  const bool to_task = ControlLinks::is_to_task(link);
  begin_turn(to_task ? t : kAtJobMaster);
  const ControlMessage message = links_.take(link);
  const bool fenced = to_task ? message.kind != ControlKind::kDeploy &&
                                    message.kind != ControlKind::kCancel && !alive(t)
                              : message.attempt != master_->attempt();
  if (fenced) {
    if (env_.trace != nullptr) env_.trace->ctl_lose(trace_link(link), "fenced");
    return true;
  }
  if (env_.trace != nullptr) env_.trace->ctl_recv(trace_link(link));
  if (to_task) {
    deliver_to_task(t, message);
    return true;
  }
  if (message.kind == ControlKind::kFailed) failure_on_the_way_ = false;
  master_->on_message(t, message);
  return true;
}

void Job::deliver_to_task(TaskId t, const ControlMessage& message) {
  switch (message.kind) {
    case ControlKind::kDeploy: deploy(t, message.attempt); break;
    case ControlKind::kTrigger: guarded(t, [&] { tasks_[t]->on_trigger(message.barrier); }); break;
    case ControlKind::kNotifyComplete:
      guarded(t, [&] { tasks_[t]->on_notify_complete(message.barrier.id); });
      break;
    case ControlKind::kNotifyAborted:
      guarded(t, [&] { tasks_[t]->on_notify_aborted(message.barrier.id); });
      break;
    case ControlKind::kCancel: {
      destroy(t);
      if (env_.trace != nullptr)
        env_.trace->task_status(env_.trace->name("CANCELED"), std::nullopt);
      ControlMessage canceled;
      canceled.kind = ControlKind::kCanceled;
      canceled.attempt = message.attempt;
      links_.send(ControlLinks::from_task(t), std::move(canceled), clock_.now);
      break;
    }
    case ControlKind::kStop:
      guarded(t, [&] {
        if (message.barrier.id == kNoCheckpoint)
          tasks_[t]->leave();
        else
          tasks_[t]->on_stop(message.barrier);
      });
      break;
    case ControlKind::kDrain: guarded(t, [&] { tasks_[t]->on_drain(message.barrier); }); break;
    case ControlKind::kToOperator: break;  // the job master does not send these yet
    case ControlKind::kRunning:
    case ControlKind::kAck:
    case ControlKind::kDecline:
    case ControlKind::kEndOfData:
    case ControlKind::kFinished:
    case ControlKind::kFailed:
    case ControlKind::kCanceled:
    case ControlKind::kFromOperator:
      WEIR_CHECK(false, "a message for the job master came to a task");
  }
}

// Whose lost answer the asker does not live without: it asks again after a while.
static bool asked_again(TaskId owner, EffectKind kind) {
  return needs_files(kind) || (kind == EffectKind::kWriteCheckpoint && owner == kJobMaster);
}

void Job::trace_commit(const Effect& effect) {
  const bool over = needs_files(effect.kind) && master_->attempt() > 1 &&
                    stream_.config.checkpoints.interval == 0;
  env_.trace->tx_commit(effect.name, effect.again, over);
}

bool Job::run_effect(std::uint32_t number, std::uint64_t ticket) {
  const EffectQueue::Entry* pending = effects_.find(number);
  if (pending == nullptr || (ticket != 0 && pending->ticket != ticket)) return false;
  clock_.now = std::max(clock_.now, pending->due);
  begin_turn(kAtStore);
  EffectQueue::Entry entry = effects_.take(number);
  const Result<void> outcome = effects_.perform(entry.effect);
  if (env_.trace != nullptr) {
    std::optional<std::string_view> failed;
    if (!outcome) failed = outcome.error().text;
    env_.trace->fx_end(effect_id(entry.effect), failed);
    if (outcome && makes_visible(entry.effect.kind)) trace_commit(entry.effect);
  }
  begin_turn(entry.owner == kJobMaster ? kAtJobMaster : entry.owner);  // the answer
  if (entry.owner == kJobMaster)
    master_->on_effect(entry.effect, outcome);
  else if (tasks_[entry.owner] != nullptr)  // one that has finished, too: it may have to try again
    guarded(entry.owner, [&] { tasks_[entry.owner]->on_effect(entry.effect, outcome); });
  return true;
}

bool Job::run_clock(const Pending& work, std::uint64_t ticket) {
  const auto it = master_->timers().find({work.target, work.n});
  if (it == master_->timers().end() || (ticket != 0 && it->second.ticket != ticket)) return false;
  clock_.now = std::max(clock_.now, it->second.at);
  begin_turn(kAtJobMaster);
  master_->on_timer(work.target, work.n);
  return true;
}

// Physical: no other turn can tell whether it has been.
bool Job::run_backend_work(const Pending& work, std::uint64_t ticket) {
  if (!alive(work.target)) return false;
  Task& task = *tasks_[work.target];
  if (work.n >= task.backend_work().size()) return false;
  const std::uint64_t current = task.backend_work()[work.n].ticket;
  if (current == 0 || (ticket != 0 && current != ticket)) return false;
  begin_turn(work.target);
  guarded(work.target, [&] { task.do_backend_work(work.n); });
  return true;
}

void Job::wake() {
  for (const TaskId t : network_.take_woken())
    if (alive(t)) tasks_[t]->announce_parked();
}

// ---- loss and failure ---------------------------------------------------------------------------

bool Job::lose(const Pending& work) {
  if (work.kind == PendingKind::kControl && links_.pending(work.target)) {
    clock_.now = std::max(clock_.now, links_.due(work.target));
    begin_turn(ControlLinks::is_to_task(work.target) ? ControlLinks::task_of(work.target)
                                                     : kAtJobMaster);
    ControlMessage message = links_.take(work.target);
    if (env_.trace != nullptr) env_.trace->ctl_lose(trace_link(work.target), "lost");
    if (resent_when_lost(message.kind)) links_.send(work.target, std::move(message), clock_.now);
    return true;
  }
  if (work.kind == PendingKind::kEffect && effects_.pending(work.n)) {
    clock_.now = std::max(clock_.now, effects_.find(work.n)->due);
    begin_turn(kAtStore);
    EffectQueue::Entry entry = effects_.take(work.n);
    std::optional<Effect> again;  // before what it writes is gone from it
    if (asked_again(entry.owner, entry.effect.kind)) again = entry.effect;
    const Result<void> outcome = effects_.perform(entry.effect);
    if (env_.trace != nullptr) {
      env_.trace->fx_end(effect_id(entry.effect), "the answer is lost");
      if (outcome && makes_visible(entry.effect.kind)) trace_commit(entry.effect);
    }
    if (again) {
      begin_turn(entry.owner == kJobMaster ? kAtJobMaster : entry.owner);
      again->again = true;
      effects_.request(entry.owner, std::move(*again), clock_.now);
    }
    return true;
  }
  return false;
}

bool Job::fail_task(TaskId task, const std::string& cause) {
  if (!alive(task)) return false;
  task_failed(task, cause, true);
  return true;
}

void Job::task_failed(TaskId t, const std::string& cause, bool injected) {
  begin_turn(t);  // it may have been the answer of an effect that failed it
  if (env_.trace != nullptr) env_.trace->fail(cause, injected);
  destroy(t);
  failure_on_the_way_ = true;
  ControlMessage failed;
  failed.kind = ControlKind::kFailed;
  failed.attempt = master_->attempt();
  failed.text = cause;
  links_.send(ControlLinks::from_task(t), std::move(failed), clock_.now);
}

void Job::fail_task_manager(std::uint32_t manager, const std::string& cause) {
  for (TaskId t = 0; t < plan_.tasks.size(); t++)
    if (plan_.tasks[t].task_manager == manager) fail_task(t, cause);
}

void Job::fail_job_master(const std::string& cause) {
  if (over()) return;
  begin_turn(kAtJobMaster);
  if (env_.trace != nullptr) env_.trace->fail(cause, true);
  for (TaskId t = 0; t < tasks_.size(); t++) {
    if (!tasks_[t]) continue;
    destroy(t);
    begin_turn(t);
    if (env_.trace != nullptr)
      env_.trace->task_status(env_.trace->name("CANCELED"), "the job master is gone");
  }
  effects_.clear();
  lose_all_messages();
  begin_turn(kAtJobMaster);
  master_->crash();
}

void Job::lose_all_messages() {
  for (std::uint32_t link = 0; link < links_.size(); link++) {
    if (links_.queue(link).empty()) continue;
    begin_turn(ControlLinks::is_to_task(link) ? ControlLinks::task_of(link) : kAtJobMaster);
    for (std::size_t i = 0; env_.trace != nullptr && i < links_.queue(link).size(); i++)
      env_.trace->ctl_lose(trace_link(link), "the job master is gone");
  }
  links_.reset(plan_.tasks.size());
}

void Job::trigger_savepoint(bool stop) {
  if (over()) return;
  begin_turn(kAtJobMaster);
  master_->trigger_savepoint(stop ? StopMode::kStop : StopMode::kGoOn);
}

void Job::drain() {
  if (over()) return;
  begin_turn(kAtJobMaster);
  master_->trigger_savepoint(StopMode::kDrain);
}

std::vector<std::string> Job::handles_of(CheckpointId checkpoint) const {
  const CompletedCheckpoint* stored = store_.find(checkpoint);
  return stored == nullptr ? std::vector<std::string>() : master_->handles_of(*stored);
}

}  // namespace weir

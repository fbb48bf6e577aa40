// Kind `checkpoint_coordinator` (vectors/FORMAT_runtime.md §8): the coordinator on virtual time.
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/checkpoint/coordinator.h"
#include "tests/conformance/kinds.h"

namespace weir::conformance {

namespace {

// The tasks a0, a1, … and b0, b1, …; every a feeds every b.
struct Tasks {
  std::vector<std::string> names;
  CheckpointTopology topology;

  explicit Tasks(const Value& config) {
    std::vector<TaskId> sources;
    for (const char* vertex : {"a", "b"}) {
      const std::int64_t parallelism = int_member(config, vertex);
      const bool is_source = std::string_view(vertex) == "a";
      for (std::int64_t i = 0; i < parallelism; i++) {
        topology.upstream.push_back(is_source ? std::vector<TaskId>() : sources);
        names.push_back(vertex + std::to_string(i));
      }
      if (!is_source) continue;
      for (TaskId i = 0; i < names.size(); i++) sources.push_back(i);
    }
  }
  TaskId id_of(std::string_view name) const {
    for (TaskId i = 0; i < names.size(); i++) {
      if (names[i] == name) return i;
    }
    throw NotCovered{"task " + std::string(name)};
  }
};

CheckpointConfig config_of(const Value& config) {
  CheckpointConfig out;
  out.interval = int_member(config, "interval");
  out.timeout = int_member(config, "timeout");
  out.min_pause = int_member(config, "min_pause");
  out.max_concurrent = static_cast<std::size_t>(int_member(config, "max_concurrent"));
  out.tolerable_failures = static_cast<std::uint64_t>(int_member(config, "tolerable_failures"));
  return out;
}

Value id_list(const std::vector<CheckpointId>& ids) {
  std::vector<Value> out;
  for (const CheckpointId id : ids) out.push_back(integer(id));
  return Value::list(out);
}

class CoordinatorPlayer : public Player {
 public:
  explicit CoordinatorPlayer(const Value& config)
      : tasks_(member(config, "tasks")),
        store_(static_cast<std::size_t>(int_member(config, "retained"))),
        coordinator_(config_of(config), tasks_.topology, store_) {
    for (TaskId i = 0; i < tasks_.names.size(); i++) {
      coordinator_.set_task(i, TaskProgress::kRunning);
      running_.push_back(true);
    }
  }

  Value play(const Step& step) override {
    out_.clear();
    if (step.verb == "advance") {
      const Timestamp until = now_ + int_member(step.argument, "ms");
      while (!timers_.empty() && timers_.begin()->first.first <= until) {
        now_ = std::max(now_, timers_.begin()->first.first);
        run_due_timers();
        flush_notifications();
      }
      now_ = until;
    } else {
      CoordinatorActions actions;
      act(step, actions);
      carry_out(actions);
      run_due_timers();
      flush_notifications();
    }
    std::vector<CheckpointId> pending;
    for (const auto& [id, checkpoint] : coordinator_.pending()) pending.push_back(id);
    std::vector<CheckpointId> retained;
    for (const CompletedCheckpoint& c : store_.retained()) retained.push_back(c.id);
    out_.push_back(object({{"pending", id_list(pending)}, {"retained", id_list(retained)}}));
    return object({{"out", Value::list(out_)}});
  }
  std::optional<Value> final_state() override { return Value::null(); }

 private:
  void act(const Step& step, CoordinatorActions& actions) {
    if (step.verb == "start_periodic") {
      coordinator_.start_periodic(now_, actions);
    } else if (step.verb == "stop_periodic") {
      coordinator_.stop_periodic(now_, actions);
    } else if (step.verb == "trigger_checkpoint") {
      coordinator_.trigger(CheckpointType::kCheckpoint, now_, actions);
    } else if (step.verb == "trigger_savepoint") {
      coordinator_.trigger(CheckpointType::kSavepoint, now_, actions);
    } else if (step.verb == "task_finished") {
      const TaskId task = tasks_.id_of(step.argument.as_text());
      running_[task] = false;
      coordinator_.set_task(task, TaskProgress::kFinished);
    } else if (step.verb == "ack") {
      coordinator_.acknowledge(int_member(step.argument, "checkpoint"),
                               tasks_.id_of(text_member(step.argument, "task")), "state", actions);
    } else if (step.verb == "ack_all") {
      for (TaskId task = 0; task < running_.size(); task++) {
        if (!running_[task]) continue;
        coordinator_.acknowledge(int_member(step.argument, "checkpoint"), task, "state", actions);
      }
    } else if (step.verb == "decline") {
      const auto reason = parse_failure_reason(text_member(step.argument, "reason"));
      if (!reason) throw NotCovered{"reason " + std::string(text_member(step.argument, "reason"))};
      coordinator_.decline(int_member(step.argument, "checkpoint"),
                           tasks_.id_of(text_member(step.argument, "task")), *reason, now_,
                           actions);
    } else {
      throw NotCovered{"verb " + std::string(step.verb)};
    }
  }

  void run_due_timers() {
    while (!timers_.empty() && timers_.begin()->first.first <= now_) {
      const auto [timer, id] = timers_.begin()->second;
      timers_.erase(timers_.begin());
      CoordinatorActions actions;
      coordinator_.on_timer(timer, id, now_, actions);
      carry_out(actions);
    }
  }

  Value names_of(const std::vector<TaskId>& tasks) const {
    std::vector<Value> out;
    for (const TaskId task : tasks) out.push_back(text(tasks_.names[task]));
    return Value::list(out);
  }

  void carry_out(const CoordinatorActions& actions) {
    for (const CoordinatorAction& a : actions) carry_out(a);
  }

  void carry_out(const CoordinatorAction& a) {
    using Kind = CoordinatorAction::Kind;
    const Value id = integer(a.checkpoint);
    switch (a.kind) {
      case Kind::kTrigger:
        out_.push_back(
            object({{"trigger", id},
                    {"at", integer(now_)},
                    {"savepoint", Value::boolean(a.options.type == CheckpointType::kSavepoint)},
                    {"tasks", names_of(a.tasks)}}));
        return;
      case Kind::kSchedule:
        timers_.emplace(std::pair(a.at, sequence_++), std::pair(a.timer, a.timer_id));
        return;
      case Kind::kStore: {  // Flink's store is written before anything else happens
        CoordinatorActions actions;
        coordinator_.stored(a.checkpoint, true, now_, actions);
        carry_out(actions);
        return;
      }
      case Kind::kCompleted: out_.push_back(object({{"completed", id}})); return;
      case Kind::kDropped: return;
      case Kind::kAborted:
        out_.push_back(object({{"failed", id}, {"reason", text(name_of(a.reason))}}));
        return;
      case Kind::kNotifyComplete:
        completions_.push_back(object({{"notify_complete", id}, {"tasks", names_of(a.tasks)}}));
        return;
      case Kind::kNotifyAborted:
        abortions_.push_back(object({{"notify_aborted", id}, {"tasks", names_of(a.tasks)}}));
        return;
      case Kind::kRejected: out_.push_back(object({{"rejected", text(name_of(a.reason))}})); return;
      case Kind::kFailJob:
        out_.push_back(a.task ? object({{"job_fails_due_to_task", text(tasks_.names[*a.task])}})
                              : object({{"job_fails", Value::boolean(true)}}));
        return;
    }
  }

  // Recorded behind everything else that happened at the same time.
  void flush_notifications() {
    out_.insert(out_.end(), completions_.begin(), completions_.end());
    out_.insert(out_.end(), abortions_.begin(), abortions_.end());
    completions_.clear();
    abortions_.clear();
  }

  Tasks tasks_;
  CompletedCheckpointStore store_;
  CheckpointCoordinator coordinator_;
  std::vector<bool> running_;
  Timestamp now_ = 0;
  std::map<std::pair<Timestamp, std::uint64_t>, std::pair<CoordinatorTimer, std::uint32_t>> timers_;
  std::uint64_t sequence_ = 0;
  std::vector<Value> out_;
  std::vector<Value> completions_;
  std::vector<Value> abortions_;
};

}  // namespace

Outcome run_checkpoint_coordinator(const Case& c) {
  CoordinatorPlayer player(c.config());
  return replay(c, player);
}

}  // namespace weir::conformance

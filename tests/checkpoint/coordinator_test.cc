// Tests engine/checkpoint/coordinator.h. Flink's own answers are in the vectors
// runtime/checkpoint_coordinator.json; here are rules that must hold in any run, and what the
// vectors do not reach.
#include "engine/checkpoint/coordinator.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "engine/core/hash.h"
#include "tests/catch.h"

namespace weir {
namespace {

using Do = CoordinatorAction::Kind;
using Reason = CheckpointFailureReason;

// Two sources 0 and 1 that feed 2, which feeds 3.
CheckpointTopology topology() { return {{{}, {}, {0, 1}, {2}}}; }

// Keeps the clock and the timers, and carries out nothing else.
struct Rig {
  CompletedCheckpointStore store;
  CheckpointCoordinator coordinator;
  Timestamp now = 0;
  std::multimap<Timestamp, std::pair<CoordinatorTimer, std::uint32_t>> timers;
  CoordinatorActions done;
  bool stores_at_once = true;

  explicit Rig(const CheckpointConfig& config, std::size_t retained = 1)
      : store(retained), coordinator(config, topology(), store) {
    for (TaskId task = 0; task < 4; task++) coordinator.set_task(task, TaskProgress::kRunning);
  }
  // Appends what a call answered, and runs what is due.
  template <class Call>
  void with(Call&& call) {
    CoordinatorActions out;
    call(out);
    take(out);
    run_until(now);
  }
  void take(const CoordinatorActions& out) {
    for (const CoordinatorAction& a : out) {
      if (a.kind == Do::kSchedule) {
        timers.emplace(a.at, std::pair(a.timer, a.timer_id));
      } else if (a.kind == Do::kStore && stores_at_once) {
        CoordinatorActions stored;
        coordinator.stored(a.checkpoint, true, now, stored);
        take(stored);
      } else {
        done.push_back(a);
      }
    }
  }
  void run_until(Timestamp until) {
    while (!timers.empty() && timers.begin()->first <= until) {
      now = std::max(now, timers.begin()->first);
      const auto [timer, id] = timers.begin()->second;
      timers.erase(timers.begin());
      CoordinatorActions out;
      coordinator.on_timer(timer, id, now, out);
      take(out);
    }
    now = until;
  }
  void trigger(CheckpointType type = CheckpointType::kCheckpoint) {
    with([&](CoordinatorActions& out) { coordinator.trigger(type, now, out); });
  }
  void ack(CheckpointId id, TaskId task) {
    const std::string handle = "cp-" + std::to_string(id) + "/" + std::to_string(task);
    with([&](CoordinatorActions& out) { coordinator.acknowledge(id, task, handle, out); });
  }
  void ack_all(CheckpointId id) {
    for (TaskId task = 0; task < 4; task++) ack(id, task);
  }
  std::vector<std::string> said() {
    std::vector<std::string> out;
    for (const CoordinatorAction& a : std::exchange(done, {})) out.push_back(say(a));
    return out;
  }
  static std::string say(const CoordinatorAction& a) {
    const std::string id = std::to_string(a.checkpoint);
    std::string tasks = " of";
    for (const TaskId task : a.tasks) tasks += " " + std::to_string(task);
    switch (a.kind) {
      case Do::kTrigger: return "trigger " + id + tasks;
      case Do::kSchedule: return "schedule";
      case Do::kStore: return "store " + id;
      case Do::kCompleted: return "completed " + id;
      case Do::kDropped: return "dropped " + id;
      case Do::kAborted: return "aborted " + id + " " + name_of(a.reason);
      case Do::kNotifyComplete: return "notify complete " + id + tasks;
      case Do::kNotifyAborted: return "notify aborted " + id + tasks;
      case Do::kRejected: return std::string("rejected ") + name_of(a.reason);
      case Do::kFailJob:
        return "fail job" + (a.task ? " because of " + std::to_string(*a.task) : std::string());
    }
    return {};
  }
};
using Said = std::vector<std::string>;

TEST_CASE("a checkpoint is complete when every task has acknowledged, and the next one drops it") {
  Rig rig({});
  rig.trigger();
  CHECK(rig.said() == Said{"trigger 1 of 0 1"});
  rig.ack(1, 2);
  rig.ack(1, 2);
  rig.ack(1, 0);
  rig.ack(1, 3);
  CHECK(rig.said().empty());
  rig.ack(1, 1);
  CHECK(rig.said() == Said{"completed 1", "notify complete 1 of 0 1 2 3"});
  REQUIRE(rig.store.latest() != nullptr);
  REQUIRE(rig.store.latest()->tasks.size() == 4);
  CHECK(rig.store.latest()->tasks[3] == TaskHandle{3, "cp-1/3"});
  rig.trigger();
  rig.ack_all(2);
  CHECK(rig.said() ==
        Said{"trigger 2 of 0 1", "completed 2", "dropped 1", "notify complete 2 of 0 1 2 3"});
}

TEST_CASE("the first acknowledgement of a task is the one that counts") {
  Rig rig({});
  rig.trigger();
  rig.ack(1, 0);
  rig.with([&](CoordinatorActions& out) { rig.coordinator.acknowledge(1, 0, "another", out); });
  for (const TaskId task : {1u, 2u, 3u}) rig.ack(1, task);
  CHECK(rig.store.latest()->tasks[0].handle == "cp-1/0");
}

TEST_CASE(
    "messages about checkpoints that are over, or from tasks nobody waits for, change nothing") {
  Rig rig({});
  rig.ack_all(1);
  rig.coordinator.set_task(0, TaskProgress::kFinished);
  rig.trigger();
  CHECK(rig.said() == Said{"trigger 1 of 1"});
  rig.ack(1, 0);
  CHECK(rig.coordinator.pending().at(1).handles.empty());
  for (const TaskId task : {1u, 2u, 3u}) rig.ack(1, task);
  CHECK(rig.said() == Said{"completed 1", "notify complete 1 of 1 2 3"});
  CHECK(rig.store.latest()->finished == std::vector<TaskId>{0});
  rig.with([&](CoordinatorActions& out) {
    rig.coordinator.decline(1, 2, Reason::kCheckpointDeclined, 0, out);
  });
  rig.with([&](CoordinatorActions& out) {
    rig.coordinator.on_timer(CoordinatorTimer::kTimeout, 1, 600'000, out);
  });
  CHECK(rig.said().empty());
}

TEST_CASE("a task is triggered when all tasks that send to it have finished") {
  Rig rig({});
  rig.coordinator.set_task(0, TaskProgress::kFinished);
  rig.coordinator.set_task(1, TaskProgress::kFinished);
  rig.trigger(CheckpointType::kFinal);
  CHECK(rig.said() == Said{"trigger 1 of 2"});
  rig.ack(1, 2);
  rig.ack(1, 3);
  rig.coordinator.set_task(2, TaskProgress::kFinished);
  rig.trigger();
  CHECK(rig.said() == Said{"completed 1", "notify complete 1 of 2 3", "trigger 2 of 3"});
}

TEST_CASE(
    "nothing is triggered while a task is not running yet, and it is not a failure of the job") {
  CheckpointConfig config;
  config.interval = 100;
  Rig rig(config);
  rig.coordinator.set_task(3, TaskProgress::kNotRunning);
  rig.trigger();
  CHECK(rig.said() == Said{"rejected NOT_ALL_REQUIRED_TASKS_RUNNING"});
  rig.with([&](CoordinatorActions& out) { rig.coordinator.start_periodic(0, out); });
  CHECK(rig.said().empty());
  rig.coordinator.set_task(3, TaskProgress::kRunning);
  rig.run_until(99);
  CHECK(rig.said().empty());
  rig.run_until(100);
  CHECK(rig.said() == Said{"trigger 1 of 0 1"});
}

TEST_CASE("a failed task ends the checkpoints it has not acknowledged, and no others") {
  CheckpointConfig config;
  config.max_concurrent = 2;
  Rig rig(config);
  rig.trigger();
  rig.trigger();
  rig.ack(1, 2);
  rig.said();
  rig.with([&](CoordinatorActions& out) { rig.coordinator.task_failed(2, 0, out); });
  CHECK(rig.said() == Said{"aborted 2 TASK_FAILURE", "notify aborted 2 of 0 1 2 3"});
  CHECK(rig.coordinator.pending().contains(1));
  rig.with([&](CoordinatorActions& out) {
    rig.coordinator.abort_all(Reason::kJobFailoverRegion, 0, out);
  });
  CHECK(rig.said() == Said{"aborted 1 JOB_FAILOVER_REGION", "notify aborted 1 of 0 1 2 3"});
}

TEST_CASE("a checkpoint that fails counts once, and not at all when a newer one has succeeded") {
  CheckpointConfig config;
  config.max_concurrent = 9;
  config.tolerable_failures = 1;
  Rig rig(config);
  const auto decline = [&](CheckpointId id) {
    rig.with([&](CoordinatorActions& out) {
      rig.coordinator.decline(id, 2, Reason::kCheckpointDeclined, rig.now, out);
    });
  };
  rig.trigger(CheckpointType::kSavepoint);
  rig.trigger();
  rig.trigger();
  rig.ack_all(2);
  rig.said();
  decline(1);  // older than the success
  decline(3);
  decline(3);
  CHECK(rig.said() == Said{"aborted 1 CHECKPOINT_DECLINED", "notify aborted 1 of 0 1 2 3",
                           "aborted 3 CHECKPOINT_DECLINED", "notify aborted 3 of 0 1 2 3"});
  rig.trigger();
  decline(4);
  CHECK(rig.said() == Said{"trigger 4 of 0 1", "aborted 4 CHECKPOINT_DECLINED",
                           "fail job because of 2", "notify aborted 4 of 0 1 2 3"});
  rig.trigger();
  decline(5);  // counted anew after the job has been failed
  CHECK(rig.said() ==
        Said{"trigger 5 of 0 1", "aborted 5 CHECKPOINT_DECLINED", "notify aborted 5 of 0 1 2 3"});
}

TEST_CASE("a savepoint that times out does not fail the job; one that a task declines can") {
  Rig rig({});
  rig.trigger(CheckpointType::kSavepoint);
  rig.run_until(600'000);
  CHECK(rig.said() ==
        Said{"trigger 1 of 0 1", "aborted 1 CHECKPOINT_EXPIRED", "notify aborted 1 of 0 1 2 3"});
  rig.trigger(CheckpointType::kSavepoint);
  rig.with([&](CoordinatorActions& out) {
    rig.coordinator.decline(2, 3, Reason::kCheckpointDeclined, rig.now, out);
  });
  CHECK(rig.said() == Said{"trigger 2 of 0 1", "aborted 2 CHECKPOINT_DECLINED",
                           "fail job because of 3", "notify aborted 2 of 0 1 2 3"});
}

TEST_CASE("a periodic request that comes too early moves the timer and is not kept") {
  CheckpointConfig config;
  config.interval = 100;
  config.min_pause = 60;
  Rig rig(config);
  rig.with([&](CoordinatorActions& out) { rig.coordinator.start_periodic(0, out); });
  rig.run_until(70);
  rig.ack_all(1);
  rig.run_until(129);
  CHECK(rig.coordinator.waiting_requests() == 0);
  rig.said();
  rig.run_until(130);
  rig.ack_all(2);
  CHECK(rig.said().front() == "trigger 2 of 0 1");
  rig.run_until(229);
  CHECK(rig.said().empty());
  rig.run_until(230);
  CHECK(rig.said() == Said{"trigger 3 of 0 1"});
}

TEST_CASE("ids go on across a restart, so that late messages of old checkpoints meet no new one") {
  Rig rig({});
  rig.trigger();
  rig.with([&](CoordinatorActions& out) {
    rig.coordinator.abort_all(Reason::kJobFailoverRegion, 0, out);
  });
  rig.coordinator.set_topology({{{}, {0}}});
  rig.coordinator.set_task(0, TaskProgress::kRunning);
  rig.coordinator.set_task(1, TaskProgress::kRunning);
  rig.said();
  rig.trigger();
  rig.ack(1, 0);
  rig.ack(1, 1);
  CHECK(rig.said() == Said{"trigger 2 of 0"});
}

TEST_CASE("after periodic checkpoints have been stopped and started again old timers do nothing") {
  CheckpointConfig config;
  config.interval = 100;
  Rig rig(config);
  rig.with([&](CoordinatorActions& out) { rig.coordinator.start_periodic(100, out); });
  rig.run_until(50);
  rig.with([&](CoordinatorActions& out) { rig.coordinator.stop_periodic(50, out); });
  rig.with([&](CoordinatorActions& out) { rig.coordinator.start_periodic(130, out); });
  rig.run_until(129);
  CHECK(rig.said().empty());
  rig.run_until(130);
  CHECK(rig.said() == Said{"trigger 1 of 0 1"});
}

TEST_CASE("stopping rejects the requests by hand that were waiting") {
  Rig rig({});
  rig.trigger();
  rig.trigger();
  CHECK(rig.coordinator.waiting_requests() == 1);
  rig.with([&](CoordinatorActions& out) { rig.coordinator.stop_periodic(0, out); });
  CHECK(rig.said() == Said{"trigger 1 of 0 1", "rejected CHECKPOINT_COORDINATOR_SUSPEND",
                           "aborted 1 CHECKPOINT_COORDINATOR_SUSPEND",
                           "notify aborted 1 of 0 1 2 3"});
}

TEST_CASE("the queue of requests is bounded, and requests by hand push periodic ones out") {
  CheckpointConfig config;
  config.interval = 1;
  config.timeout = 1'000'000;
  Rig rig(config);
  rig.with([&](CoordinatorActions& out) { rig.coordinator.start_periodic(0, out); });
  rig.run_until(5000);
  CHECK(rig.coordinator.waiting_requests() == 1000);
  rig.said();
  for (int i = 0; i < 1000; i++) rig.trigger();
  CHECK(rig.said().empty());
  rig.trigger();
  CHECK(rig.said() == Said{"rejected TOO_MANY_CHECKPOINT_REQUESTS"});
}

TEST_CASE("options: savepoints are aligned, the start is the time of the trigger") {
  CheckpointConfig config;
  config.alignment = Alignment::kAlignedWithTimeout;
  config.aligned_timeout = 30;
  config.max_concurrent = 2;
  Rig rig(config);
  rig.run_until(77);
  rig.trigger();
  rig.trigger(CheckpointType::kSavepoint);
  REQUIRE(rig.done.size() == 2);
  CHECK(rig.done[0].options ==
        BarrierOptions{CheckpointType::kCheckpoint, Alignment::kAlignedWithTimeout, 30, 77});
  CHECK(rig.done[1].options ==
        BarrierOptions{CheckpointType::kSavepoint, Alignment::kAligned, 0, 77});
}

TEST_CASE("every failure reason has a name that leads back to it") {
  for (int i = 0; i <= static_cast<int>(Reason::kTriggerCheckpointFailure); i++) {
    const auto reason = static_cast<Reason>(i);
    CHECK(parse_failure_reason(name_of(reason)) == reason);
  }
  CHECK_FALSE(parse_failure_reason("NO_SUCH_REASON"));
}

// ---- rules that hold in any run ----

// Watches the actions of a run of random messages.
struct Watch {
  std::map<CheckpointId, std::string> state;  // "pending", "completed", "aborted"
  std::map<CheckpointId, CheckpointType> type;
  CheckpointId last_id = 0;
  std::size_t completed = 0;
  std::size_t aborted = 0;
  bool ok = true;

  void expect(bool condition) { ok = ok && condition; }

  void see(const CoordinatorAction& a) {
    switch (a.kind) {
      case Do::kTrigger:
        expect(a.checkpoint == last_id + 1);
        last_id = a.checkpoint;
        state[a.checkpoint] = "pending";
        type[a.checkpoint] = a.options.type;
        break;
      case Do::kStore: break;
      case Do::kCompleted:
        expect(state[a.checkpoint] == "pending");
        state[a.checkpoint] = "completed";
        completed++;
        break;
      case Do::kAborted:
        expect(state[a.checkpoint] == "pending");
        expect(a.reason != Reason::kCheckpointSubsumed ||
               type[a.checkpoint] != CheckpointType::kSavepoint);
        state[a.checkpoint] = "aborted";
        aborted++;
        break;
      case Do::kNotifyComplete: expect(state[a.checkpoint] == "completed"); break;
      case Do::kNotifyAborted: expect(state[a.checkpoint] == "aborted"); break;
      case Do::kDropped: expect(state[a.checkpoint] == "completed"); break;
      case Do::kSchedule:
      case Do::kRejected:
      case Do::kFailJob: break;
    }
  }
};

TEST_CASE("in random runs every checkpoint has one end, and the limits are kept") {
  std::size_t completed = 0;
  std::size_t aborted = 0;
  for (std::uint64_t seed = 0; seed < 200; seed++) {
    CheckpointConfig config;
    config.interval = 20 + static_cast<Duration>(seed % 3) * 15;
    config.min_pause = static_cast<Duration>(seed % 4) * 10;
    config.timeout = 90;
    config.max_concurrent = 1 + seed % 3;
    config.tolerable_failures = seed % 2;
    Rig rig(config, 1 + seed % 2);
    Watch watch;
    rig.with([&](CoordinatorActions& out) { rig.coordinator.start_periodic(0, out); });
    for (std::uint64_t i = 0; i < 300; i++) {
      const std::uint64_t r = stable_hash(seed, 2, i);
      const CheckpointId about = watch.last_id + 1 - static_cast<CheckpointId>((r >> 8) % 4);
      const auto task = static_cast<TaskId>((r >> 16) % 4);
      const std::uint64_t dice = r % 20;
      if (dice < 8) {
        rig.run_until(rig.now + static_cast<Duration>((r >> 24) % 12));
      } else if (dice < 14) {
        rig.ack(about, task);
      } else if (dice < 17) {
        rig.ack_all(about);
      } else if (dice < 18) {
        rig.with([&](CoordinatorActions& out) {
          rig.coordinator.decline(about, task, Reason::kCheckpointDeclined, rig.now, out);
        });
      } else {
        rig.trigger(dice == 18 ? CheckpointType::kCheckpoint : CheckpointType::kSavepoint);
      }
      for (const CoordinatorAction& a : std::exchange(rig.done, {})) watch.see(a);
      std::size_t pending_checkpoints = 0;
      for (const auto& [id, pending] : rig.coordinator.pending()) {
        watch.expect(watch.state[id] == "pending");
        watch.expect(rig.now < pending.options.started + config.timeout);
        if (!pending.is_savepoint()) pending_checkpoints++;
      }
      watch.expect(pending_checkpoints <= config.max_concurrent);
      watch.expect(rig.store.retained().size() <= 1 + seed % 2);
      for (const auto& [id, state] : watch.state) {
        watch.expect((state == "pending") == rig.coordinator.pending().contains(id));
      }
      REQUIRE(watch.ok);
    }
    completed += watch.completed;
    aborted += watch.aborted;
  }
  CHECK(completed > 1000);
  CHECK(aborted > 1000);
}

// ---- storing ----

TEST_CASE("nothing is told, dropped or counted before a checkpoint is stored") {
  Rig rig({});
  rig.trigger();
  rig.ack_all(1);
  rig.stores_at_once = false;
  rig.trigger();
  rig.ack_all(2);
  rig.done.erase(rig.done.begin(), rig.done.end() - 1);
  CHECK(rig.said() == Said{"store 2"});
  CHECK(rig.store.latest()->id == 1);
  rig.with([&](CoordinatorActions& out) { rig.coordinator.stored(2, true, 0, out); });
  CHECK(rig.said() == Said{"completed 2", "dropped 1", "notify complete 2 of 0 1 2 3"});
}

TEST_CASE("a checkpoint that cannot be stored is aborted, and the one before stays") {
  Rig rig({});
  rig.trigger();
  rig.ack_all(1);
  rig.stores_at_once = false;
  rig.trigger();
  rig.ack_all(2);
  rig.done.clear();
  rig.with([&](CoordinatorActions& out) { rig.coordinator.stored(2, false, 0, out); });
  CHECK(rig.said() == Said{"aborted 2 FINALIZE_CHECKPOINT_FAILURE", "notify aborted 2 of 0 1 2 3"});
  CHECK(rig.store.latest()->id == 1);
  rig.with([&](CoordinatorActions& out) { rig.coordinator.stored(2, true, 0, out); });
  CHECK(rig.said().empty());  // too late
}

TEST_CASE("a checkpoint that is being stored is aborted by nothing else") {
  CheckpointConfig config;
  config.timeout = 10;
  Rig rig(config);
  rig.stores_at_once = false;
  rig.trigger();
  rig.ack_all(1);
  rig.done.clear();
  rig.run_until(50);
  rig.with([&](CoordinatorActions& out) {
    rig.coordinator.decline(1, 2, Reason::kCheckpointDeclined, rig.now, out);
    rig.coordinator.task_failed(2, rig.now, out);
    rig.coordinator.abort_all(Reason::kJobFailoverRegion, rig.now, out);
  });
  CHECK(rig.said().empty());
  CHECK(rig.coordinator.storing());
  rig.with([&](CoordinatorActions& out) { rig.coordinator.stored(1, true, rig.now, out); });
  CHECK(rig.said() == Said{"completed 1", "notify complete 1 of 0 1 2 3"});
}

TEST_CASE(
    "checkpoints are stored one after the other, and one that waits can be subsumed by none") {
  CheckpointConfig config;
  config.max_concurrent = 3;
  Rig rig(config);
  rig.stores_at_once = false;
  for (int i = 0; i < 3; i++) rig.trigger();
  rig.done.clear();
  rig.ack_all(2);
  rig.ack_all(3);
  CHECK(rig.said() == Said{"store 2"});
  rig.with([&](CoordinatorActions& out) { rig.coordinator.stored(2, true, 0, out); });
  CHECK(rig.said() == Said{"completed 2", "aborted 1 CHECKPOINT_SUBSUMED",
                           "notify aborted 1 of 0 1 2 3", "notify complete 2 of 0 1 2 3",
                           "store 3"});
}

}  // namespace
}  // namespace weir

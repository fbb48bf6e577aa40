// Job: a running job as its drivers see it: the whole seam between the engine and whoever decides
// what happens next.
//   The driver is told what becomes pending (JobEnv::announce) and calls run() for one piece of it
//   at a time; each run is at most one turn. Nothing happens by itself: no thread, no clock, no
//   random source. Same graph, same env answers, same calls: same trace, to the byte. run() ignores
//   what is not pending (any more), so any list of decisions is a valid run. The clock moves to the
//   due time of what runs, never back. lose(): a control message that is never delivered, or an
//   effect that happens and whose answer is lost. fail_…(): a failure of a task, of a task manager
//   (all its tasks), of the job master.
// Ownership: owns the job master for its whole life, the tasks and channels of the current attempt,
// the completed-checkpoint
//   store. The env outlives the job.
// Errors: create() returns what is wrong with the graph; a failed job has status kFailed and a
// failure text.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/checkpoint/checkpoint_folder.h"
#include "engine/env/job_env.h"
#include "engine/graph/execution_plan.h"
#include "engine/runtime/job_master.h"
#include "engine/runtime/restore_plan.h"
#include "engine/trace/world.h"

namespace weir {

struct JobOptions {
  Value header;                      // of the trace: what is run and how; the plan is added
  std::vector<std::string> restore;  // handles in the env's checkpoint storage to start from
  CheckpointId restore_id = kNoCheckpoint;
  bool allow_non_restored_state = false;
  // What start_from_folder() says: a job of an earlier process goes on in this one.
  void go_on_from(CheckpointStart start);
  std::uint32_t run = 1;                           // of the folder of checkpoints
  CheckpointId last_id = kNoCheckpoint;            // checkpoints get ids above this
  std::vector<CompletedCheckpoint> retained = {};  // of earlier processes, oldest first
};

class Job final : private JobMasterHost {
 public:
  static Result<std::unique_ptr<Job>> create(StreamGraph graph, JobEnv& env,
                                             JobOptions options = {});
  ~Job() override;

  // Deploys the first attempt. Once, or again after reset().
  void start();
  // As created with that graph: what has happened is forgotten, memory is used again. What the env
  // holds (storage, outside, what was announced) is the driver's to clear. Not with a trace.
  Result<void> reset(StreamGraph stream);

  // ---- what is pending ----
  std::vector<Pending> pending() const;                     // in canonical order; for enumerators
  std::optional<Timestamp> due(const Pending& work) const;  // nullopt: not pending
  // Ticket 0: whatever is pending under this name. False: nothing was, and nothing happened.
  bool run(const Pending& work, std::uint64_t ticket = 0);
  bool lose(const Pending& work);
  // Where nothing takes time (JobEnv::instant) heads of channels stand in a line, in the order in
  // which they would have been announced. Runs them from its front, a turn each: at most `most`, as
  // long as fewer than `last` of all that ever stood there have left it, and those with smaller
  // tickets than `before`. How many turns it was. `last` may change meanwhile.
  std::size_t run_heads(const std::uint64_t& last, std::uint64_t before, std::size_t most);
  const Ring<Network::Head>& heads() const { return network_.heads(); }

  // ---- failures and requests from outside ----
  bool fail_task(TaskId task, const std::string& cause);  // false: it is not running
  void fail_task_manager(std::uint32_t manager, const std::string& cause);
  void fail_job_master(const std::string& cause);
  // From the next attempt on; 0: as the graph says.
  void rescale_at_restart(std::uint32_t parallelism) { next_parallelism_ = parallelism; }
  // stop: the sources read no more, and after the savepoint the job is STOPPED; nothing is flushed.
  void trigger_savepoint(bool stop);
  // Stops with a savepoint that holds the end of all input: MAX goes out, the operators finish, and
  // so does the job.
  void drain();
  // Where the tasks stored that checkpoint or savepoint: what another job restores from. Empty if
  // it is not kept.
  std::vector<std::string> handles_of(CheckpointId checkpoint) const;
  // Time passes although nothing runs.
  void advance_to(Timestamp now) { clock_.now = std::max(clock_.now, now); }

  // ---- views ----
  Timestamp now() const { return clock_.now; }
  JobStatus status() const { return master_->status(); }
  // FINISHED or STOPPED with nothing left to be carried out (commits), or FAILED.
  bool done() const {
    if (status() == JobStatus::kRunning) [[likely]]
      return false;
    return status() == JobStatus::kFailed ||
           (over() && effects_.entries().empty() && !failure_on_the_way_);
  }
  const JobMaster& master() const { return *master_; }
  const JobGraph& graph() const { return graph_; }
  const ExecutionPlan& plan() const { return plan_; }
  const CompletedCheckpointStore& store() const { return store_; }
  // The checkpoint that this attempt started from; nullopt: from nothing.
  std::optional<CheckpointId> restored_from() const { return restored_from_; }
  const Task* task(TaskId t) const { return tasks_[t].get(); }
  const Network& network() const { return network_; }
  const ControlLinks& links() const { return links_; }
  const EffectQueue& effects() const { return effects_; }
  std::string task_name(TaskId t) const { return plan_.task_name(graph_, t); }
  std::optional<TaskId> find_task(std::string_view name) const;
  // Sum over the operators of a uid, in this attempt.
  std::uint64_t late_records_dropped() const;
  // Of the sources, which they did not stop at: in front of where they are, however often they
  // began anew.
  std::int64_t bad_rows() const;
  // Nothing more will happen that anybody could see but checkpoints of the same: sources that never
  // end have read all there is, their probes have said what is to be said, and nobody waits for a
  // time. A cluster would go on for ever.
  bool only_waits() const;
  // Everything a viewer could show, read from the real objects; equals World::comparable() of the
  // trace after every turn.
  Tables dump() const;

 private:
  Job(StreamGraph stream, JobGraph graph, JobEnv& env, JobOptions options);
  Result<void> begin_attempt(Attempt attempt, const std::vector<std::string>& handles,
                             std::optional<CheckpointId> from) override;
  Result<void> make_new_plan();
  Result<void> compile();
  void trace_rescale(const JobGraph& old);
  Value header() const;

  bool run_head(const Pending& work, std::uint64_t ticket);
  bool read_head(ChannelId c, std::uint64_t ticket);
  bool run_signal(ChannelId c, std::uint64_t ticket);
  bool run_poll(TaskId t, std::uint64_t ticket);
  bool run_timer(const Pending& work, std::uint64_t ticket);
  bool run_async(const Pending& work, std::uint64_t ticket);
  bool run_control(std::uint32_t link, std::uint64_t ticket);
  bool run_effect(std::uint32_t number, std::uint64_t ticket);
  bool run_clock(const Pending& work, std::uint64_t ticket);
  bool run_backend_work(const Pending& work, std::uint64_t ticket);
  void deliver_to_task(TaskId t, const ControlMessage& message);
  void deploy(TaskId t, Attempt attempt);
  template <class F>
  void guarded(TaskId t, F&& turn);
  void task_failed(TaskId t, const std::string& cause, bool injected);
  void restore_in_flight(std::vector<RestoredChannel> channels);
  void destroy(TaskId t);
  void lose_all_messages();
  bool over() const;  // no task runs any more, and none will
  bool alive(TaskId t) const {
    return t < tasks_.size() && tasks_[t] != nullptr && !tasks_[t]->finished();
  }
  void begin_turn(TraceAt at) {
    if (env_.trace != nullptr) env_.trace->begin_turn(at, clock_.now);
  }
  void wake();
  void trace_commit(const Effect& effect);  // with a trace only
  void dump_task(Tables& out, TaskId t) const;
  void dump_channel(Tables& out, ChannelId c) const;
  void dump_link(Tables& out, std::uint32_t link) const;

  JobEnv& env_;
  StreamGraph stream_;  // as the user wrote it: compiled again to rescale
  JobGraph graph_;
  ExecutionPlan plan_;
  JobOptions options_;
  TurnClock clock_;
  std::uint64_t tickets_ = 0;
  CompletedCheckpointStore store_;
  Network network_;
  ControlLinks links_;
  EffectQueue effects_;
  TaskPorts ports_;
  std::unique_ptr<JobMaster> master_;
  std::vector<std::unique_ptr<Task>> tasks_;
  std::vector<RestoredTask> restored_;  // per task of the attempt being deployed
  std::optional<CheckpointId> restored_from_;
  std::uint32_t next_parallelism_ = 0;
  bool failure_on_the_way_ = false;  // to the job master
};

}  // namespace weir

// Control messages between the job master and the tasks, and the links they travel on.
//   Every message type exists from the start, so that nothing has to be reopened. A link is first
//   in, first out, one in each direction for every task. A message carries the attempt of the
//   task's execution that it is meant for or comes from; one of another attempt is fenced: it is
//   taken from the link and does nothing.
// Loss: lose() takes a message away. Messages of the life of a task (deploy, running, finished,
// failed, cancel, canceled,
//   end of data) are sent again after the timeout of the call, as Flink's RPC does; all others are
//   gone.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "engine/core/element.h"
#include "engine/env/job_env.h"
#include "engine/trace/ids.h"

namespace weir {

enum class ControlKind : std::uint8_t {
  // job master to task
  kDeploy,
  kTrigger,  // start a checkpoint: barrier.options say checkpoint or savepoint
  kNotifyComplete,
  kNotifyAborted,
  kCancel,
  kStop,        // stop reading, without draining
  kDrain,       // stop reading, then emit MAX and end
  kToOperator,  // operator event: split assignment, maximum watermark
  // task to job master
  kRunning,
  kAck,
  kDecline,
  kEndOfData,
  kFinished,
  kFailed,
  kCanceled,
  kFromOperator,  // operator event: watermark report, split request
};

const char* control_name(ControlKind kind);
bool resent_when_lost(ControlKind kind);

struct ControlMessage {
  ControlKind kind = ControlKind::kDeploy;
  Attempt attempt = 1;
  Barrier barrier;   // kTrigger; id alone: ack, decline, notify
  std::string text;  // cause, reason, name in storage, uid of the operator
  Value payload;     // operator events
};

// All links of a job. Link 2 t goes to task t, link 2 t + 1 comes from it.
class ControlLinks {
 public:
  ControlLinks(JobEnv& env, std::uint64_t& tickets) : env_(env), tickets_(tickets) {}

  static std::uint32_t to_task(TaskId t) { return 2 * t; }
  static std::uint32_t from_task(TaskId t) { return 2 * t + 1; }
  static bool is_to_task(std::uint32_t link) { return link % 2 == 0; }
  static TaskId task_of(std::uint32_t link) { return link / 2; }

  // Forgets all messages; `tasks` of the new plan.
  void reset(std::size_t tasks);
  // Records ctl.send when tracing; the caller has begun a turn.
  void send(std::uint32_t link, ControlMessage&& message, Timestamp now);

  bool pending(std::uint32_t link) const {
    return link < links_.size() && !links_[link].queue.empty();
  }
  bool current(std::uint32_t link, std::uint64_t ticket) const {
    return pending(link) && links_[link].queue.front().ticket == ticket;
  }
  Timestamp due(std::uint32_t link) const { return links_[link].queue.front().due; }
  // Takes the oldest message and announces the next one.
  ControlMessage take(std::uint32_t link);

  std::size_t size() const { return links_.size(); }
  struct Slot {
    ControlMessage message;
    Timestamp due = 0;
    std::uint64_t ticket = 0;
  };
  const std::vector<Slot>& queue(std::uint32_t link) const { return links_[link].queue; }

 private:
  struct Link {
    std::vector<Slot> queue;  // short: the front may move up
    std::uint64_t sent = 0;
  };
  void announce(std::uint32_t link);

  JobEnv& env_;
  std::uint64_t& tickets_;
  std::vector<Link> links_;
};

// The link as the trace names it.
ChannelRef trace_link(std::uint32_t link);

}  // namespace weir

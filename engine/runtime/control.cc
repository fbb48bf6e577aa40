#include "engine/runtime/control.h"

#include <algorithm>
#include <utility>

#include "engine/trace/recorder.h"

namespace weir {

const char* control_name(ControlKind kind) {
  switch (kind) {
    case ControlKind::kDeploy: return "deploy";
    case ControlKind::kTrigger: return "trigger";
    case ControlKind::kNotifyComplete: return "complete";
    case ControlKind::kNotifyAborted: return "aborted";
    case ControlKind::kCancel: return "cancel";
    case ControlKind::kStop: return "stop";
    case ControlKind::kDrain: return "drain";
    case ControlKind::kToOperator: return "to operator";
    case ControlKind::kRunning: return "running";
    case ControlKind::kAck: return "ack";
    case ControlKind::kDecline: return "decline";
    case ControlKind::kEndOfData: return "end of data";
    case ControlKind::kFinished: return "finished";
    case ControlKind::kFailed: return "failed";
    case ControlKind::kCanceled: return "canceled";
    case ControlKind::kFromOperator: return "from operator";
  }
  return "?";
}

bool resent_when_lost(ControlKind kind) {
  switch (kind) {
    case ControlKind::kDeploy:
    case ControlKind::kCancel:
    case ControlKind::kStop:
    case ControlKind::kDrain:
    case ControlKind::kRunning:
    case ControlKind::kEndOfData:
    case ControlKind::kFinished:
    case ControlKind::kFailed:
    case ControlKind::kCanceled: return true;
    case ControlKind::kTrigger:
    case ControlKind::kNotifyComplete:
    case ControlKind::kNotifyAborted:
    case ControlKind::kToOperator:
    case ControlKind::kAck:
    case ControlKind::kDecline:
    case ControlKind::kFromOperator: return false;
  }
  return false;
}

void ControlLinks::reset(std::size_t tasks) {
  links_.resize(2 * tasks);
  for (Link& link : links_) {  // their memory stays
    link.queue.clear();
    link.sent = 0;
  }
}

ChannelRef trace_link(std::uint32_t link) {
  const TaskId task = ControlLinks::task_of(link);
  return ControlLinks::is_to_task(link) ? control_link_to(task) : control_link_from(task);
}

void ControlLinks::send(std::uint32_t link, ControlMessage&& message, Timestamp now) {
  Link& l = links_[link];
  Timestamp due = env_.due(CostClass::kControl, link, l.sent, now);
  l.sent++;
  if (!l.queue.empty()) due = std::max(due, l.queue.back().due);
  if (env_.trace != nullptr) {
    std::optional<CheckpointId> checkpoint;
    if (message.barrier.id != kNoCheckpoint) checkpoint = message.barrier.id;
    std::optional<Timestamp> later;
    if (due > now) later = due;
    env_.trace->ctl_send(trace_link(link), env_.trace->name(control_name(message.kind)), checkpoint,
                         later);
  }
  if (l.queue.capacity() == 0) l.queue.reserve(4);
  Slot& slot = l.queue.emplace_back();
  slot.message = std::move(message);
  slot.due = due;
  slot.ticket = ++tickets_;
  if (l.queue.size() == 1) announce(link);
}

void ControlLinks::announce(std::uint32_t link) {
  const Slot& head = links_[link].queue.front();
  env_.announce({PendingKind::kControl, link, 0}, head.due, head.ticket);
}

ControlMessage ControlLinks::take(std::uint32_t link) {
  auto& queue = links_[link].queue;
  ControlMessage message = std::move(queue.front().message);
  queue.erase(queue.begin());
  if (!queue.empty()) announce(link);
  return message;
}

}  // namespace weir

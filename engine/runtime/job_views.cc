// What can be read of a job: above all what is pending, and when it is due. The run_... functions
// of job.cc carry out what is said here.
#include "engine/runtime/job.h"

#include <algorithm>

#include "engine/graph/never_ends.h"

namespace weir {

std::optional<TaskId> Job::find_task(std::string_view name) const {
  for (TaskId t = 0; t < plan_.tasks.size(); t++)
    if (task_name(t) == name) return t;
  return std::nullopt;
}

std::uint64_t Job::late_records_dropped() const {
  std::uint64_t dropped = 0;
  for (const auto& task : tasks_)
    for (std::size_t i = 0; task != nullptr && i < task->chain().size(); i++)
      dropped += task->chain().context(i).late_records_dropped;
  return dropped;
}

bool Job::only_waits() const {
  if (!never_ends(stream_) || master_->status() != JobStatus::kRunning) return false;
  Duration quiet = 2 * stream_.config.checkpoints.interval;
  for (const StreamNode& node : stream_.nodes) {
    if (!node.source) continue;
    const Duration probe = probe_interval(node.source->watermarks).value_or(0);
    quiet = std::max(quiet, 2 * probe + node.source->watermarks.idle_timeout.value_or(0));
  }
  std::optional<Timestamp> since;
  for (const auto& task : tasks_) {
    if (task == nullptr || task->finished()) continue;
    if (task->has_more_to_do()) return false;
    if (const auto drained = task->drained_since()) since = std::max(since, drained);
  }
  if (!since || clock_.now < wrapping_add(*since, quiet)) return false;
  for (ChannelId c = 0; c < network_.size(); c++)
    if (!network_.channel(c).empty()) return false;
  for (std::uint32_t link = 0; link < links_.size(); link++)
    if (links_.pending(link)) return false;
  return effects_.entries().empty() && master_->coordinator().pending().empty();
}

std::int64_t Job::bad_rows() const {
  std::int64_t bad = 0;
  for (const auto& task : tasks_)
    if (task != nullptr && task->source() != nullptr) bad += task->source()->bad_rows();
  return bad;
}

std::optional<Timestamp> Job::due(const Pending& work) const {
  const TaskId t = work.target;
  switch (work.kind) {
    case PendingKind::kChannelHead: {
      if (work.target >= network_.size()) return std::nullopt;
      const Channel& channel = network_.channel(work.target);
      const TaskId to = plan_.channels[work.target].to;
      if (!alive(to)) return std::nullopt;
      if (work.n == kOutOfTurn) {
        const Channel::Signal* signal = channel.signal();
        return signal == nullptr ? std::nullopt : std::optional(signal->due);
      }
      if (work.n != kInTurn || channel.empty() || !channel.head_readable() ||
          !network_.runnable(to))
        return std::nullopt;
      return channel.at(0).due;
    }
    case PendingKind::kPollSource:
      if (!alive(t) || tasks_[t]->poll_ticket() == 0 || !network_.runnable(t)) return std::nullopt;
      return tasks_[t]->poll_due();
    case PendingKind::kProcessingTimer:
      if (!alive(t) || work.n >= tasks_[t]->timers().size() ||
          tasks_[t]->timers()[work.n].ticket == 0)
        return std::nullopt;
      return tasks_[t]->timers()[work.n].due;
    case PendingKind::kSnapshotAsync: {
      if (!alive(t)) return std::nullopt;
      const auto it = tasks_[t]->snapshots().find(work.n);
      if (it == tasks_[t]->snapshots().end() || it->second.ticket == 0) return std::nullopt;
      return it->second.due;
    }
    case PendingKind::kControl:
      if (!links_.pending(work.target)) return std::nullopt;
      return links_.due(work.target);
    case PendingKind::kEffect:
      if (!effects_.pending(work.n)) return std::nullopt;
      return effects_.find(work.n)->due;
    case PendingKind::kCoordinatorTimer: {
      const auto it = master_->timers().find({work.target, work.n});
      if (it == master_->timers().end()) return std::nullopt;
      return it->second.at;
    }
    case PendingKind::kBackendWork:
      if (!alive(t) || work.n >= tasks_[t]->backend_work().size() ||
          tasks_[t]->backend_work()[work.n].ticket == 0)
        return std::nullopt;
      return tasks_[t]->backend_work()[work.n].due;
  }
  return std::nullopt;
}

std::vector<Pending> Job::pending() const {
  std::vector<Pending> out;
  const auto add = [&](const Pending& p) {
    if (due(p)) out.push_back(p);
  };
  for (TaskId t = 0; t < tasks_.size(); t++) add({PendingKind::kPollSource, t, 0});
  for (ChannelId c = 0; c < network_.size(); c++) {
    add({PendingKind::kChannelHead, c, kInTurn});
    add({PendingKind::kChannelHead, c, kOutOfTurn});
  }
  for (TaskId t = 0; t < tasks_.size(); t++)
    for (std::uint32_t i = 0; alive(t) && i < tasks_[t]->timers().size(); i++)
      add({PendingKind::kProcessingTimer, t, i});
  for (TaskId t = 0; t < tasks_.size(); t++)
    if (alive(t))
      for (const auto& [cp, snapshot] : tasks_[t]->snapshots())
        add({PendingKind::kSnapshotAsync, t, static_cast<std::uint32_t>(cp)});
  for (std::uint32_t link = 0; link < links_.size(); link++) add({PendingKind::kControl, link, 0});
  for (const auto& [number, entry] : effects_.entries()) add({PendingKind::kEffect, 0, number});
  for (const auto& [key, timer] : master_->timers())
    add({PendingKind::kCoordinatorTimer, key.kind, key.id});
  for (TaskId t = 0; t < tasks_.size(); t++)
    for (std::uint32_t i = 0; alive(t) && i < tasks_[t]->backend_work().size(); i++)
      add({PendingKind::kBackendWork, t, i});
  return out;
}

}  // namespace weir

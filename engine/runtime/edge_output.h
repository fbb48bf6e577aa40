// Task::EdgeOutput: the end of a chain that leads to another vertex: picks the channel, hands the
// record to the network.
//   Watermarks and statuses go to the channels of all edges that say the same, at once; of these
//   edges only the leader passes them on. Private to Task.
#pragma once
#include <algorithm>
#include <utility>
#include <vector>

#include "engine/runtime/task.h"

namespace weir {

class Task::EdgeOutput final : public Output {
 public:
  // followers: of the outputs of the task, those it leads; none if another edge leads it.
  EdgeOutput(Task& task, const JobEdge& edge, const std::vector<ChannelId>& channels,
             std::vector<std::size_t> followers)
      : task_(task),
        channels_(channels),
        partitioner_(edge.ship, edge.key, static_cast<std::uint32_t>(channels.size()),
                     task.ports_.graph.vertices[edge.to].max_parallelism, edge.custom),
        followers_(std::move(followers)) {
    const JobVertex& from = task.ports_.graph.vertices[edge.from];
    makes_watermarks_ = task.makes_watermarks(from, edge.from_operator);
    for (const OutputTarget& t : from.chain[edge.from_operator].outputs)
      if (!t.chained && &task.ports_.graph.edges[t.index] == &edge && !t.tag.empty() &&
          task.trace() != nullptr)
        tag_ = task.trace()->name(t.tag);
    if (edge.ship != Ship::kHash) hashed_ = false;
  }

  void collect(Record&& record) override {
    if (!hashed_) record.key_hash = 0;  // whoever keyed it before, its receiver does not know
    const std::uint32_t selected = partitioner_.select(record);
    if (selected != Partitioner::kAllChannels) [[likely]] {
      send(channels_[selected], std::move(record));
      return;
    }
    for (const ChannelId c : channels_) send(c, Record(record));
  }
  void emit_watermark(Timestamp watermark) override {
    if (!followers_.empty()) task_.watermark_out(watermark, *this);
  }
  void emit_status(bool idle) override {
    if (!followers_.empty()) task_.status_out(idle, *this);
  }
  const std::vector<std::size_t>& followers() const { return followers_; }
  // Its watermarks are made in this chain; else they are the event time of the task.
  bool makes_watermarks() const { return makes_watermarks_; }

 private:
  void send(ChannelId c, Record&& record) {
    const Timestamp now = task_.ports_.clock.now;
    const Timestamp due = task_.ports_.network.send(c, std::move(record), now);
    if (task_.trace() != nullptr)
      task_.trace()->rec_send(c, due > now ? std::optional(due) : std::nullopt, tag_);
  }

  Task& task_;
  const std::vector<ChannelId>& channels_;
  Partitioner partitioner_;
  std::vector<std::size_t> followers_;
  bool makes_watermarks_ = false;
  bool hashed_ = true;
  std::optional<NameId> tag_;
};

}  // namespace weir

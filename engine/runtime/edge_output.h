// Task::EdgeOutput: the end of a chain that leads to another vertex: picks the channel, hands the
// record to the network.
//   Control elements of a task go to all its channels at once; of several edges only the leader
//   passes them on. Private to Task.
#pragma once
#include <algorithm>
#include <utility>
#include <vector>

#include "engine/runtime/task.h"

namespace weir {

class Task::EdgeOutput final : public Output {
 public:
  EdgeOutput(Task& task, const JobEdge& edge, const std::vector<ChannelId>& channels, bool leader)
      : task_(task),
        channels_(channels),
        partitioner_(edge.ship, edge.key, static_cast<std::uint32_t>(channels.size()),
                     task.ports_.graph.vertices[edge.to].max_parallelism, edge.custom),
        leader_(leader) {
    const JobVertex& from = task.ports_.graph.vertices[edge.from];
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
    if (leader_) task_.watermark_out(watermark);
  }
  void emit_status(bool idle) override {
    if (leader_) task_.status_out(idle);
  }

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
  bool leader_;
  bool hashed_ = true;
  std::optional<NameId> tag_;
};

}  // namespace weir

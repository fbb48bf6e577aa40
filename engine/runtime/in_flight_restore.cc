#include "engine/runtime/in_flight_restore.h"

#include <algorithm>
#include <utility>

#include "engine/checkpoint/virtual_channels.h"

namespace weir {

namespace {

using Stored = std::vector<std::vector<InFlightChannel>>;

std::vector<std::uint32_t> edges_into(const JobVertex& vertex) {
  std::vector<std::uint32_t> out;
  for (const auto& input : vertex.inputs) out.insert(out.end(), input.begin(), input.end());
  return out;
}

// One edge: its old and new parallelism, and what is stored of it.
class Edge {
 public:
  Edge(const JobGraph& graph, const ExecutionPlan& plan, std::uint32_t edge, std::uint32_t ordinal,
       const Stored& stored)
      : graph_(graph), plan_(plan), edge_(edge), ordinal_(ordinal), stored_(stored) {
    was_.down = static_cast<std::uint32_t>(stored.size());
    was_.up = 0;
    for (const auto& subtask : stored)
      for (const InFlightChannel& c : subtask)
        if (c.edge == ordinal) was_.up = c.senders;
    now_ = {graph.vertices[job_edge().from].parallelism, graph.vertices[job_edge().to].parallelism};
  }

  Result<void> restore(std::vector<RestoredTask>& out) {
    if (was_.up == 0) return {};
    const InFlightRule rule = in_flight_rule(job_edge().ship);
    const auto rescale = InFlightRescale::create(rule.up, rule.down, was_, now_);
    if (!rescale) return rescale.error();
    for (ChannelId c = 0; c < plan_.channels.size(); c++) {
      const PlannedChannel& planned = plan_.channels[c];
      if (planned.edge != edge_) continue;
      const std::uint32_t up = plan_.tasks[planned.from].subtask;
      const std::uint32_t down = plan_.tasks[planned.to].subtask;
      RestoredChannel restored =
          channel(rescale->virtual_channels(InFlightRescale::StoredBy::kReceiver, up, down), down);
      restored.channel = c;
      if (!restored.elements.empty()) out[planned.to].in_flight.push_back(std::move(restored));
    }
    return {};
  }

 private:
  const JobEdge& job_edge() const { return graph_.edges[edge_]; }

  const InFlightChannel* stored_of(const VirtualChannel& of) const {
    for (const InFlightChannel& c : stored_[of.to])
      if (c.edge == ordinal_ && c.from == of.from) return &c;
    return nullptr;
  }

  RestoredChannel channel(const std::vector<VirtualChannel>& parts, std::uint32_t down) const {
    RestoredChannel out;
    Partitioner partitioner(job_edge().ship, job_edge().key, now_.down,
                            graph_.vertices[job_edge().to].max_parallelism, job_edge().custom);
    VirtualChannels merged(parts,
                           [&](Record& record) { return partitioner.select(record) == down; });
    for (std::size_t i = 0; i < parts.size(); i++) {
      const InFlightChannel* stored = stored_of(parts[i]);
      for (std::size_t k = 0; stored != nullptr && k < stored->elements.size(); k++) {
        auto passed = merged.receive(i, stored->elements[k]);
        if (!passed || (was_ != now_ && no_news(passed->element, out))) continue;
        if (was_ != now_)
          out.origins.push_back(
              {stored_of(parts[passed->channel])->name, static_cast<std::int64_t>(passed->place)});
        out.elements.push_back(with_key(std::move(passed->element), partitioner));
      }
    }
    return out;
  }

  // A channel begins active; while one of the old ones is, statuses of the others say nothing new.
  static bool no_news(const ChannelElement& e, const RestoredChannel& so_far) {
    if (e.kind() != ElementKind::kStatus) return false;
    for (std::size_t i = so_far.elements.size(); i-- > 0;)
      if (so_far.elements[i].kind() == ElementKind::kStatus)
        return so_far.elements[i].idle() == e.idle();
    return !e.idle();
  }

  // Hash and key group are not stored; the receiver of a keyed edge counts on them.
  ChannelElement with_key(ChannelElement e, Partitioner& partitioner) const {
    if (e.kind() != ElementKind::kRecord || job_edge().ship != Ship::kHash) return e;
    Record record = e.take_record();
    partitioner.select(record);
    return ChannelElement(std::move(record));
  }

  const JobGraph& graph_;
  const ExecutionPlan& plan_;
  std::uint32_t edge_;
  std::uint32_t ordinal_;
  const Stored& stored_;
  EdgeParallelism was_, now_;
};

}  // namespace

Result<void> restore_in_flight(const JobGraph& graph, const ExecutionPlan& plan, VertexId vertex,
                               const Stored& stored, std::vector<RestoredTask>& out) {
  const std::vector<std::uint32_t> edges = edges_into(graph.vertices[vertex]);
  for (const auto& subtask : stored)
    for (const InFlightChannel& c : subtask)
      if (c.edge >= edges.size())
        return Error{ErrorKind::kRestoreRefused,
                     "the checkpoint holds data in flight to '" + graph.vertices[vertex].name +
                         "' on input " + std::to_string(c.edge) + ", which the job does not have"};
  for (std::uint32_t i = 0; i < edges.size(); i++) {
    Edge edge(graph, plan, edges[i], i, stored);
    if (const auto ok = edge.restore(out); !ok) return ok;
  }
  return {};
}

}  // namespace weir

#include "engine/runtime/restore_plan.h"

#include <map>
#include <set>
#include <utility>

#include "engine/runtime/in_flight_restore.h"
#include "engine/state/redistribution.h"

namespace weir {

namespace {

// What the checkpoint holds of one operator, gathered from all its subtasks.
struct Gathered {
  CheckpointedOperator shape;
  std::vector<std::vector<KeyedHandle>> keyed;  // per old subtask
  std::vector<std::vector<InFlightChannel>> in_flight;
};

Result<std::map<std::string, Gathered>> gather(std::vector<StoredTaskSnapshot> stored) {
  std::map<std::string, Gathered> out;
  for (StoredTaskSnapshot& task : stored) {
    for (auto& [uid, op] : task.state.operators) {
      Gathered& g = out[uid];
      if (g.keyed.empty()) {
        g.shape = {uid, task.parallelism, task.max_parallelism, {}, false};
        g.shape.lists.resize(task.parallelism);
        g.keyed.resize(task.parallelism);
        g.in_flight.resize(task.parallelism);
      }
      if (task.subtask >= g.keyed.size())
        return Error{ErrorKind::kCorrupt, "operator '" + uid + "': subtask " +
                                              std::to_string(task.subtask) + " of " +
                                              std::to_string(g.keyed.size())};
      g.shape.lists[task.subtask] = std::move(op.lists);
      g.shape.has_keyed_state = g.shape.has_keyed_state || !op.keyed.empty();
      g.keyed[task.subtask] = std::move(op.keyed);
      g.in_flight[task.subtask] = std::move(op.in_flight);
    }
  }
  return out;
}

std::vector<JobOperator> operators_of(const JobGraph& graph) {
  std::vector<JobOperator> out;
  for (const JobVertex& v : graph.vertices)
    for (const ChainedOperator& op : v.chain)
      out.push_back({graph.node(op).uid, v.parallelism, v.max_parallelism});
  return out;
}

// Data in flight can only come back to an operator that still reads from channels.
Result<void> check_in_flight(const JobGraph& graph, const std::map<std::string, Gathered>& state) {
  std::set<std::string> heads;
  for (const JobVertex& v : graph.vertices) heads.insert(graph.node(v.chain[0]).uid);
  for (const auto& [uid, g] : state)
    for (const auto& subtask : g.in_flight)
      if (!subtask.empty() && !heads.contains(uid))
        return Error{ErrorKind::kRestoreRefused,
                     "the unaligned checkpoint holds data in flight to '" + uid +
                         "', which does not read from a channel any more (at this parallelism it "
                         "is chained): restore it at the old parallelism, or take a savepoint"};
  return {};
}

}  // namespace

Result<std::vector<RestoredTask>> plan_restore(const JobGraph& graph, const ExecutionPlan& plan,
                                               std::vector<StoredTaskSnapshot> stored,
                                               bool allow_non_restored_state) {
  auto gathered = gather(std::move(stored));
  if (!gathered) return gathered.error();
  std::vector<CheckpointedOperator> checkpoint;
  checkpoint.reserve(gathered->size());
  for (auto& [uid, g] : *gathered) checkpoint.push_back(std::move(g.shape));
  const RestoreAssignment assignment =
      assign_restore(checkpoint, operators_of(graph), allow_non_restored_state);
  if (assignment.refused) return assignment.error();

  std::map<std::string, const OperatorRestore*> by_uid;
  for (const OperatorRestore& op : assignment.operators) by_uid[op.uid] = &op;
  std::vector<RestoredTask> out(plan.tasks.size());
  for (TaskId t = 0; t < plan.tasks.size(); t++) {
    const PlannedTask& task = plan.tasks[t];
    for (const ChainedOperator& op : graph.vertices[task.vertex].chain) {
      const std::string& uid = graph.node(op).uid;
      const OperatorRestore& restore = *by_uid.at(uid);
      if (!restore.restored) continue;
      OperatorSnapshot& mine = out[t].state.operators[uid];
      mine.lists = joined(restore.subtasks[task.subtask].lists);
      for (const KeyGroupRead& read : restore.subtasks[task.subtask].keyed)
        for (const KeyedHandle& h : gathered->at(uid).keyed[read.from]) mine.keyed.push_back(h);
    }
  }
  if (const auto ok = check_in_flight(graph, *gathered); !ok) return ok.error();
  for (VertexId v = 0; v < graph.vertices.size(); v++) {
    const std::string& head = graph.node(graph.vertices[v].chain[0]).uid;
    const auto found = gathered->find(head);
    if (found == gathered->end()) continue;
    if (const auto ok = restore_in_flight(graph, plan, v, found->second.in_flight, out); !ok)
      return ok.error();
  }
  return out;
}

Result<std::vector<StoredTaskSnapshot>> read_checkpoint(CheckpointStorage& storage,
                                                        const std::vector<std::string>& names) {
  std::vector<StoredTaskSnapshot> out;
  for (const std::string& name : names) {
    const auto bytes = storage.read(name);
    if (!bytes) return bytes.error();
    auto snapshot = decode_task_snapshot(*bytes);
    if (!snapshot) return Error{snapshot.error().kind, name + ": " + snapshot.error().text};
    out.push_back(std::move(*snapshot));
  }
  return out;
}

}  // namespace weir

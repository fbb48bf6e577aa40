#include "lessons/runs/kill_targets.h"

#include <optional>
#include <utility>

#include "engine/core/suggest.h"
#include "engine/graph/execution_plan.h"
#include "engine/graph/job_graph.h"

namespace weir::runs {

namespace {

// The tasks of a job that does not run yet.
struct Layout {
  JobGraph graph;
  ExecutionPlan plan;

  const auto& chain(TaskId t) const { return graph.vertices[plan.tasks[t].vertex].chain; }
  std::string name(TaskId t) const { return plan.task_name(graph, t); }
  std::optional<TaskId> find(const std::string& wanted) const;
  Error no_such_task(const std::string& wanted) const;
};

// By the name of the task, or of one of its operators: "out#0" runs in task "count#0".
std::optional<TaskId> Layout::find(const std::string& wanted) const {
  for (TaskId t = 0; t < plan.tasks.size(); t++) {
    const std::string subtask = '#' + std::to_string(plan.tasks[t].subtask);
    for (const auto& op : chain(t))
      if (graph.node(op).uid + subtask == wanted) return t;
  }
  return std::nullopt;
}

Error Layout::no_such_task(const std::string& wanted) const {
  std::vector<std::string> names;
  std::string list;
  for (TaskId t = 0; t < plan.tasks.size(); t++) {
    names.push_back(name(t));
    list += "\n  " + names.back() + "  (";
    const char* between = "";
    for (const auto& op : chain(t)) {
      list += between + graph.node(op).uid;
      between = ", ";
    }
    list += ')';
  }
  return {ErrorKind::kBadArgument, "There is no task '" + wanted + "'." +
                                       did_you_mean(wanted, names) +
                                       " The tasks of this job are:" + list};
}

}  // namespace

Result<TaskId> task_to_kill(const StreamGraph& stream, const std::string& wanted) {
  auto graph = JobGraph::compile(stream);
  if (!graph) return graph.error();
  ExecutionPlan plan = make_plan(*graph);
  const Layout layout{std::move(*graph), std::move(plan)};
  const auto task = layout.find(wanted);
  if (!task) return layout.no_such_task(wanted);
  return *task;
}

}  // namespace weir::runs

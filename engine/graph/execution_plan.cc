#include "engine/graph/execution_plan.h"

#include <algorithm>
#include <utility>

namespace weir {

namespace {

void add_tasks(const JobGraph& graph, ExecutionPlan& plan) {
  const std::uint32_t managers = graph.stream.config.task_managers;
  for (VertexId v = 0; v < graph.vertices.size(); v++) {
    const JobVertex& vertex = graph.vertices[v];
    plan.first_task.push_back(static_cast<TaskId>(plan.tasks.size()));
    for (std::uint32_t i = 0; i < vertex.parallelism; i++) {
      PlannedTask task;
      task.vertex = v;
      task.subtask = i;
      task.task_manager = managers > 1 ? i % managers : 0;
      task.key_groups = key_group_range(vertex.max_parallelism, vertex.parallelism, i);
      task.outputs.resize(vertex.outputs.size());
      plan.tasks.push_back(std::move(task));
    }
  }
}

std::size_t output_slot(const JobVertex& vertex, std::uint32_t edge) {
  for (std::size_t i = 0; i < vertex.outputs.size(); i++)
    if (vertex.outputs[i] == edge) return i;
  WEIR_CHECK(false, "an edge is not among the outputs of its vertex");
}

// Who lies opposite on a pointwise edge, as Flink deals them out.
bool opposite(std::uint32_t from, std::uint32_t froms, std::uint32_t to, std::uint32_t tos) {
  if (froms >= tos) return from >= to * froms / tos && from < (to + 1) * froms / tos;
  return to >= (from * tos + froms - 1) / froms && to < ((from + 1) * tos + froms - 1) / froms;
}

void add_channels(const JobGraph& graph, ExecutionPlan& plan) {
  for (std::uint32_t e = 0; e < graph.edges.size(); e++) {
    const JobEdge& edge = graph.edges[e];
    const std::size_t slot = output_slot(graph.vertices[edge.from], e);
    const std::uint32_t froms = graph.vertices[edge.from].parallelism;
    const std::uint32_t tos = graph.vertices[edge.to].parallelism;
    for (std::uint32_t i = 0; i < froms; i++) {
      for (std::uint32_t k = 0; k < tos; k++) {
        if (pointwise(edge.ship) && !opposite(i, froms, k, tos)) continue;
        const auto channel = static_cast<ChannelId>(plan.channels.size());
        const TaskId from = plan.first_task[edge.from] + i, to = plan.first_task[edge.to] + k;
        plan.channels.push_back({e, from, to, 0});
        plan.tasks[from].outputs[slot].push_back(channel);
      }
    }
  }
}

// Input channels of a task go input by input, so they are numbered when all channels exist.
void number_inputs(const JobGraph& graph, ExecutionPlan& plan) {
  for (std::uint32_t input = 0; input < 2; input++) {
    for (ChannelId c = 0; c < plan.channels.size(); c++) {
      PlannedChannel& channel = plan.channels[c];
      if (graph.edges[channel.edge].input != input) continue;
      PlannedTask& task = plan.tasks[channel.to];
      channel.index = static_cast<std::uint32_t>(task.inputs.size());
      task.inputs.push_back(c);
      task.input_of.push_back(input);
    }
  }
}

Value text(std::string_view s) { return Value::text(s); }
Value number(std::int64_t n) { return Value::integer(n); }

Value texts(const std::vector<std::string>& names) {
  std::vector<Value> out;
  for (const std::string& name : names) out.push_back(text(name));
  return Value::list(out);
}

Value describe_operator(const JobGraph& graph, const JobVertex& vertex, std::size_t op) {
  const StreamNode& node = graph.node(vertex.chain[op]);
  std::vector<Value> entries{text("uid"), text(node.uid), text("is"), text(node.is)};
  if (const auto field = node.keyed() ? graph.key_field(vertex.chain[op].node) : std::nullopt) {
    entries.push_back(text("key_by"));
    entries.push_back(text(*field));
  }
  if (node.rows.size() > 0) {
    std::vector<std::string> names;
    for (const Field& f : node.rows.fields()) names.push_back(f.name);
    entries.push_back(text("out"));
    entries.push_back(texts(names));
  }
  if (op > 0) {
    const std::uint32_t from = vertex.upstream(static_cast<std::uint32_t>(op));
    entries.push_back(text("from"));
    entries.push_back(text(graph.node(vertex.chain[from]).uid));
    for (const OutputTarget& t : vertex.chain[from].outputs)
      if (t.chained && t.index == op && !t.tag.empty()) {
        entries.push_back(text("tag"));
        entries.push_back(text(t.tag));
      }
  }
  return Value::map(entries);
}

Value describe_task(const JobGraph& graph, const ExecutionPlan& plan, TaskId id) {
  const PlannedTask& task = plan.tasks[id];
  const JobVertex& vertex = graph.vertices[task.vertex];
  std::vector<Value> ops;
  bool keyed = false;
  for (std::size_t i = 0; i < vertex.chain.size(); i++) {
    ops.push_back(describe_operator(graph, vertex, i));
    keyed = keyed || graph.node(vertex.chain[i]).keyed();
  }
  std::vector<Value> entries{
      text("id"),   text(plan.task_name(graph, id)),
      text("name"), text(vertex.name),
      text("ops"),  Value::list(ops),
      text("tm"),   number(task.task_manager),
      text("slot"), number(task.subtask),
      text("pos"),  Value::list({number(task.vertex), number(task.subtask)})};
  if (keyed) {
    entries.push_back(text("kg"));
    entries.push_back(Value::list({number(task.key_groups.first), number(task.key_groups.last)}));
  }
  return Value::map(entries);
}

Value describe_channel(const JobGraph& graph, const ExecutionPlan& plan, ChannelId id) {
  const PlannedChannel& c = plan.channels[id];
  const JobEdge& edge = graph.edges[c.edge];
  std::vector<Value> entries{
      text("id"),    text(channel_name(graph, plan, id)),
      text("from"),  text(plan.task_name(graph, c.from)),
      text("to"),    text(plan.task_name(graph, c.to)),
      text("part"),  text(ship_name(edge.ship)),
      text("cap"),   number(static_cast<std::int64_t>(graph.stream.config.channel_capacity)),
      text("input"), number(edge.input)};
  const JobVertex& from = graph.vertices[edge.from];
  if (graph.own_watermarks(from)) {
    entries.push_back(text("op"));
    entries.push_back(text(graph.node(from.chain[edge.from_operator]).uid));
  }
  const JobVertex& to = graph.vertices[edge.to];
  const auto field = edge.ship == Ship::kHash ? graph.key_field(to.chain[0].node) : std::nullopt;
  if (field) {
    entries.push_back(text("key_by"));
    entries.push_back(text(*field));
  }
  return Value::map(entries);
}

// Who reads a split is known only at a first start; after a restore src.assign says it.
Value describe_sources(const JobGraph& graph, bool first_start) {
  std::vector<Value> sources;
  for (const JobVertex& v : graph.vertices) {
    const StreamNode& node = graph.node(v.chain[0]);
    if (!node.source) continue;
    const auto splits = node.source->make()->splits();
    if (!splits) continue;  // the task that opens it fails with the reason
    for (std::size_t i = 0; i < splits->size(); i++) {
      std::string task = node.uid;
      task += '#';
      task += std::to_string(i % v.parallelism);
      std::vector<Value> entries{text("part"), text((*splits)[i])};
      if (first_start) {
        entries.push_back(text("task"));
        entries.push_back(text(task));
      }
      if (node.source->watermarks.kind == WatermarkKind::kBoundedOutOfOrderness) {
        entries.push_back(text("bound"));
        entries.push_back(number(node.source->watermarks.bound));
      }
      const auto show = node.source->show;
      if (show && *show < node.rows.size()) {
        entries.push_back(text("show"));
        entries.push_back(text(node.rows[*show].name));
      }
      sources.push_back(Value::map(entries));
    }
  }
  return Value::list(sources);
}

Value describe_windows(const JobGraph& graph) {
  std::vector<Value> windows;
  for (const StreamNode& node : graph.stream.nodes) {
    if (!node.window) continue;
    std::vector<Value> entries{text("op"),       text(node.uid),
                               text("is"),       text(node.window->is),
                               text("lateness"), number(node.window->lateness),
                               text("state"),    text("window-contents")};
    if (!node.window->result.empty()) {
      entries.push_back(text("result"));
      entries.push_back(texts(node.window->result));
    }
    windows.push_back(Value::map(entries));
  }
  return Value::list(windows);
}

// Of a running aggregate (operators/running_aggregate.h): the columns behind that of its key.
// Empty: the key is no single column, so it is not known which they are.
std::vector<std::string> aggregate_columns(const JobGraph& graph, NodeId id) {
  const StreamNode& node = graph.stream.nodes[id];
  if (node.is != "aggregate" || !graph.key_field(id)) return {};
  std::vector<std::string> out;
  for (std::size_t i = 1; i < node.rows.size(); i++) out.push_back(node.rows[i].name);
  return out;
}

// Those whose rows have names.
Value describe_states(const JobGraph& graph) {
  std::vector<Value> states;
  const auto add = [&](const StreamNode& node, const char* state, const char* is,
                       const std::vector<std::string>& row) {
    states.push_back(
        Value::map(std::vector<Value>{text("op"), text(node.uid), text("state"), text(state),
                                      text("is"), text(is), text("row"), texts(row)}));
  };
  for (NodeId id = 0; id < graph.stream.nodes.size(); id++) {
    const StreamNode& node = graph.stream.nodes[id];
    if (node.window && !node.window->contents.empty())
      add(node, "window-contents", "window", node.window->contents);
    if (const auto columns = aggregate_columns(graph, id); !columns.empty())
      add(node, "aggregate", "value", columns);
  }
  return Value::list(states);
}

Value describe_sinks(const JobGraph& graph) {
  std::vector<Value> sinks;
  for (const JobVertex& v : graph.vertices)
    for (const ChainedOperator& op : v.chain)
      if (graph.node(op).is == "print" || graph.node(op).is == "two-phase")
        sinks.push_back(Value::map(std::vector<Value>{text("op"), text(graph.node(op).uid),
                                                      text("is"), text(graph.node(op).is)}));
  return Value::list(sinks);
}

}  // namespace

std::string ExecutionPlan::task_name(const JobGraph& graph, TaskId task) const {
  std::string name = graph.vertices[tasks[task].vertex].name;
  name += '#';
  name += std::to_string(tasks[task].subtask);
  return name;
}

std::string channel_name(const JobGraph& graph, const ExecutionPlan& plan, ChannelId channel) {
  const PlannedChannel& c = plan.channels[channel];
  const JobEdge& edge = graph.edges[c.edge];
  std::string name = plan.task_name(graph, c.from);
  name += '>';
  name += plan.task_name(graph, c.to);
  std::uint32_t same = 0;
  for (std::uint32_t e = 0; e < c.edge; e++)
    if (graph.edges[e].from == edge.from && graph.edges[e].to == edge.to) same++;
  if (same == 0) return name;
  name += '/';
  name += std::to_string(same + 1);
  return name;
}

ExecutionPlan make_plan(const JobGraph& graph) {
  ExecutionPlan plan;
  add_tasks(graph, plan);
  add_channels(graph, plan);
  number_inputs(graph, plan);
  return plan;
}

// Everything that make_plan() looks at.
bool same_plan(const JobGraph& a, const JobGraph& b) {
  const auto same_vertex = [](const JobVertex& x, const JobVertex& y) {
    return x.parallelism == y.parallelism && x.max_parallelism == y.max_parallelism &&
           x.outputs == y.outputs;
  };
  const auto same_edge = [](const JobEdge& x, const JobEdge& y) {
    return x.from == y.from && x.to == y.to && x.input == y.input && x.ship == y.ship;
  };
  return a.stream.config.task_managers == b.stream.config.task_managers &&
         std::equal(a.vertices.begin(), a.vertices.end(), b.vertices.begin(), b.vertices.end(),
                    same_vertex) &&
         std::equal(a.edges.begin(), a.edges.end(), b.edges.begin(), b.edges.end(), same_edge);
}

Value describe_plan(const JobGraph& graph, const ExecutionPlan& plan, bool first_start) {
  std::vector<Value> tasks, channels;
  std::uint32_t max_parallelism = 1;
  for (const JobVertex& v : graph.vertices)
    max_parallelism = std::max(max_parallelism, v.max_parallelism);
  for (TaskId t = 0; t < plan.tasks.size(); t++) tasks.push_back(describe_task(graph, plan, t));
  for (ChannelId c = 0; c < plan.channels.size(); c++)
    channels.push_back(describe_channel(graph, plan, c));
  std::vector<Value> entries{text("maxpar"),   number(max_parallelism),
                             text("tasks"),    Value::list(tasks),
                             text("channels"), Value::list(channels),
                             text("sources"),  describe_sources(graph, first_start),
                             text("windows"),  describe_windows(graph),
                             text("sinks"),    describe_sinks(graph)};
  if (const Value states = describe_states(graph); states.size() > 0) {
    entries.push_back(text("states"));
    entries.push_back(states);
  }
  return Value::map(entries);
}

}  // namespace weir

// ExecutionPlan: the JobGraph at a given parallelism: subtasks, the channels between them, where
// they run.
//   Tasks are numbered vertex by vertex; channels edge by edge, then by upstream and downstream
//   subtask. A task's input channels are numbered input by input, then edge by edge, then upstream
//   subtask. forward connects subtask i to i, all other ships connect all to all. Task managers:
//   subtask i of every vertex runs on manager i mod n (slot sharing).
// Plain data; made anew for every graph. To rescale, compile the StreamGraph again with another
// parallelism.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "engine/core/ids.h"
#include "engine/core/key_group.h"
#include "engine/core/value.h"
#include "engine/graph/job_graph.h"

namespace weir {

struct PlannedTask {
  VertexId vertex = 0;
  std::uint32_t subtask = 0;
  std::uint32_t task_manager = 0;
  KeyGroupRange key_groups;
  std::vector<ChannelId> inputs;        // in order of channel index
  std::vector<std::uint32_t> input_of;  // input (0 or 1) of each channel index
  std::vector<std::vector<ChannelId>>
      outputs;  // per edge of the vertex, in order of vertex.outputs
};

struct PlannedChannel {
  std::uint32_t edge = 0;
  TaskId from = 0;
  TaskId to = 0;
  std::uint32_t index = 0;  // among the input channels of `to`
};

struct ExecutionPlan {
  std::vector<PlannedTask> tasks;
  std::vector<PlannedChannel> channels;
  std::vector<TaskId> first_task;  // per vertex

  std::string task_name(const JobGraph& graph, TaskId task) const;  // "count#0"
};

ExecutionPlan make_plan(const JobGraph& graph);
// True: both graphs have the same plan.
bool same_plan(const JobGraph& a, const JobGraph& b);

// "a#0>b#1"; of several edges between the same two vertices the later ones end in "/2", "/3", …
std::string channel_name(const JobGraph& graph, const ExecutionPlan& plan, ChannelId channel);

// The plan as the trace's header and deploy events show it.
// first_start: nothing is restored, so it is known who reads which split.
Value describe_plan(const JobGraph& graph, const ExecutionPlan& plan, bool first_start);

}  // namespace weir

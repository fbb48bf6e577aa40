#include "diagrams/exec_picture.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "engine/core/text_width.h"
#include "engine/graph/execution_plan.h"
#include "engine/graph/partitioner.h"

namespace weir::diagrams {

namespace {

std::string text_of(const Value& v) {
  return v.kind() == Kind::kString ? std::string(v.as_text()) : std::string();
}

class Maker {
 public:
  Maker(const Plan& plan, std::string name) : plan_(plan) { out_.name = std::move(name); }

  ExecPicture make() {
    for (const Plan::Task& task : plan_.tasks()) subtasks_[vertex_of(task)]++;
    for (std::size_t t = 0; t < plan_.tasks().size(); t++) add_task(t);
    for (std::size_t c = 0; c < plan_.channels().size(); c++) add_channel(c);
    rank();
    return std::move(out_);
  }

 private:
  // What is in front of "#0".
  static std::string vertex_of(const Plan::Task& task) {
    const std::string id = text_of(task.id);
    return id.substr(0, id.rfind('#'));
  }

  void add_task(std::size_t index) {
    const Plan::Task& task = plan_.tasks()[index];
    const std::string vertex = vertex_of(task);
    const std::size_t all = subtasks_[vertex];
    const bool as_one = all > kMostSubtasks;
    if (const auto known = box_of_.find(vertex); as_one && known != box_of_.end()) {
      PicturedTask& box = out_.tasks[known->second];
      box.tasks.push_back(index);
      if (box.groups && task.groups) box.groups->last = task.groups->last;
      place_.push_back(known->second);
      return;
    }
    PicturedTask box;
    box.id = as_one ? vertex + " x" + std::to_string(all) : text_of(task.id);
    box.vertex = vertex;
    for (const Plan::Op& op : task.ops) box.ops.push_back({text_of(op.uid), text_of(op.is)});
    box.subtask = next_subtask_[vertex]++;
    box.groups = task.groups;
    box.manager = task.manager;
    box.slot = task.slot;
    box.tasks.push_back(index);
    box_of_.emplace(vertex, out_.tasks.size());
    place_.push_back(out_.tasks.size());
    out_.tasks.push_back(std::move(box));
  }

  // Without key_by a window has one key for all rows, in the one key group that there is.
  bool one_key(const Plan::Channel& channel) const {
    const Plan::Task& to = plan_.tasks()[static_cast<std::size_t>(channel.to)];
    return text_of(channel.part) == ship_name(Ship::kHash) && channel.key_by.empty() && to.groups &&
           to.groups->size() == 1 && plan_.tasks_named(to.name) == 1 && plan_.max_parallelism() > 1;
  }

  void add_channel(std::size_t index) {
    const Plan::Channel& channel = plan_.channels()[index];
    PicturedChannel arrow;
    arrow.id = text_of(channel.id);
    arrow.from = place_[static_cast<std::size_t>(channel.from)];
    arrow.to = place_[static_cast<std::size_t>(channel.to)];
    arrow.part = text_of(channel.part);
    if (one_key(channel)) {
      arrow.part = ship_name(Ship::kGlobal);
      out_.tasks[arrow.to].groups.reset();
    }
    for (const std::string& name : channel.key_by)
      arrow.key += arrow.key.empty() ? name : ", " + name;
    arrow.input = channel.input;
    if (out_.tasks[arrow.from].tasks.size() > 1 || out_.tasks[arrow.to].tasks.size() > 1) {
      const auto [known, fresh] = arrow_of_.emplace(
          std::make_tuple(arrow.from, arrow.to, arrow.part, arrow.key, arrow.input),
          out_.channels.size());
      if (!fresh) {
        out_.channels[known->second].capacity += channel.capacity;
        out_.channels[known->second].channels.push_back(index);
        return;
      }
    }
    arrow.capacity = channel.capacity;
    arrow.channels.push_back(index);
    out_.channels.push_back(std::move(arrow));
  }

  // The longest way from a source, in channels; all subtasks of a vertex have the same.
  void rank() {
    std::map<std::string, std::uint32_t> ranks;
    for (std::size_t round = 0; round < out_.tasks.size(); round++) {
      bool changed = false;
      for (const PicturedChannel& c : out_.channels) {
        const std::uint32_t from = ranks[out_.tasks[c.from].vertex];
        std::uint32_t& to = ranks[out_.tasks[c.to].vertex];
        if (to > from) continue;
        to = from + 1;
        changed = true;
      }
      if (!changed) break;
    }
    for (PicturedTask& task : out_.tasks) task.rank = ranks[task.vertex];
  }

  const Plan& plan_;
  ExecPicture out_;
  std::map<std::string, std::size_t> subtasks_, next_subtask_, box_of_;
  std::vector<std::size_t> place_;  // of each task of the plan
  std::map<std::tuple<std::size_t, std::size_t, std::string, std::string, std::int64_t>,
           std::size_t>
      arrow_of_;
};

}  // namespace

ExecPicture exec_picture(const Plan& plan, std::string name) {
  return Maker(plan, std::move(name)).make();
}

Result<ExecPicture> exec_picture(const JobGraph& graph) {
  const ExecutionPlan tasks = make_plan(graph);
  const auto plan = Plan::read(describe_plan(graph, tasks, true));
  if (!plan) return plan.error();
  return exec_picture(*plan, graph.stream.config.name);
}

std::string cut_id(const PicturedTask& task, std::size_t columns, std::string_view mark) {
  const std::string number = task.id.substr(task.vertex.size());
  return cut_to_width(shown(task.vertex), columns - std::min(columns - 1, number.size()), mark) +
         number;
}

std::string groups_text(const KeyGroupRange& groups) {
  return std::to_string(groups.first) + '-' + std::to_string(groups.last) + " (" +
         std::to_string(groups.last - groups.first + 1) + ')';
}

}  // namespace weir::diagrams

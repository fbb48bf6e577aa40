// Plan: the part of a trace's header, and of each deploy event, that says what runs where. A map:
//   maxpar    int
//   tasks     by TaskId: {id: "uid#i", name, ops, tm, slot, pos, kg?: [first, last]}
//   ops       of a task: {uid, is, key_by?, out?, from?, tag?}. is: source, map, keyed, window,
//   sink,
//             …; watermarks: it makes its own, those of its input do not pass
//             key_by: the name of a field, or a list of names. out: the names of the fields of the
//             rows it makes. from: the uid of the operator that feeds it (else the one before),
//             tag: with which of its side outputs
//   channels  by ChannelId: {id: "a#0>sum#0", from, to, part, key_by?, cap?, op?, input?}. op:
//             watermarks and statuses of that operator only go there; without it those of any
//             operator do. input: 1 is the second one of an operator with two
//   sources   {part, task, bound?, rows?, show?}; bound is the out-of-orderness in ms, show the
//             name of the column that stands for a row in sentences
//   windows   {op, is, lateness?, state?, time?: "processing", result?}
//             result: the names of the fields of what fires, if it is no row of the operator's
//   states    {op, state, is, row?, ttl?}; row: the names of the fields of rows in it
//   sinks     {op, is}
// All but maxpar are lists. Other members are kept for viewers and ignored here. Rows know no
// names: names_of() says which ones hold for a field of an event.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/key_group.h"
#include "engine/core/result.h"
#include "engine/core/time.h"
#include "engine/core/value_map.h"
#include "engine/trace/event.h"

namespace weir {

using FieldNames = std::vector<std::string>;

// The member `name` of a map; null if there is none.
Value member(const Value& map, std::string_view name);

class Plan {
 public:
  struct Op {
    Value uid, is;
    FieldNames key_by;
    FieldNames out;  // of what leaves it: its own, else what it gets
    FieldNames in;
    int upstream = -1;  // index in the chain; -1: the input of the task
    Value tag;          // of the side output of `upstream` that feeds it; null: the main one
    bool own_watermarks = false;
  };
  struct Task {
    Value id, name;
    std::vector<Op> ops;
    std::optional<KeyGroupRange> groups;
    std::vector<std::size_t> ins, outs;  // channels
    std::int64_t manager = 0, slot = 0;
  };
  struct Channel {
    Value id;
    int from = -1, to = -1;  // tasks
    FieldNames key_by;
    Value op, part;
    std::int64_t capacity = 0;
    std::int64_t input = 0;  // of the operator that it leads to
  };
  struct Source {
    Value part, task;
    std::optional<Duration> bound;
    Value show;  // the column that stands for a row
  };
  struct Window {
    Duration lateness = 0;
    Value state;
    bool processing_time = false;
    FieldNames result;  // empty: as what the operator makes
  };
  struct State {
    FieldNames row;
    std::optional<Duration> ttl;
  };

  // kBadData if the map has another shape.
  static Result<Plan> read(const Value& plan);

  std::uint32_t max_parallelism() const { return max_parallelism_; }
  const std::vector<Task>& tasks() const { return tasks_; }
  const std::vector<Channel>& channels() const { return channels_; }
  const std::vector<Source>& sources() const { return sources_; }
  // nullptr: not in the plan.
  const Task* task(const Value& id) const;
  const Channel* channel(const Value& id) const;
  const Source* source(const Value& part) const;
  const Window* window(const Value& op) const;
  const State* state(const Value& op, const Value& state) const;
  const std::map<Value, State>& states() const { return states_; }  // by [op, state]
  // Index of the operator in the chain; a null uid is the first.
  static std::optional<std::size_t> op_index(const Task& task, const Value& uid);
  // How many tasks have this name, and how many run this operator.
  std::int64_t tasks_named(const Value& name) const;
  std::int64_t parallelism(const Value& uid) const;
  bool elements_on_the_wire() const { return wire_; }

  // Names for rows in field `index` of the event, or nullptr.
  const FieldNames* names_of(const TraceEvent& event, std::size_t index) const;

 private:
  Result<void> read_task(const Value& v);
  Result<void> read_channel(const Value& v);
  Result<void> read_rest(const Value& plan);
  void resolve_names();

  std::uint32_t max_parallelism_ = kDefaultLowerBoundMaxParallelism;
  std::vector<Task> tasks_;
  std::vector<Channel> channels_;
  std::vector<Source> sources_;
  ValueMap<std::size_t> task_by_id_, channel_by_id_, source_by_part_;
  ValueMap<Window> windows_;
  std::map<Value, State> states_;  // by [op, state]
  bool wire_ = false;
};

}  // namespace weir

// Kind `partitioner` (vectors/FORMAT_runtime.md §4): the channels that records take.
#include <optional>
#include <vector>

#include "engine/graph/execution_plan.h"
#include "tests/conformance/kinds.h"
#include "tests/conformance/kinds/ships.h"

namespace weir::conformance {

namespace {

class PartitionerPlayer : public Player {
 public:
  explicit PartitionerPlayer(const Value& config)
      : channels_(static_cast<std::uint32_t>(int_member(config, "channels"))),
        partitioner_(ship_of(text_member(config, "partitioner")), KeySelector(), channels_,
                     static_cast<std::uint32_t>(int_member_or(config, "max_parallelism", 128)),
                     custom_floor_mod()) {
    if (has_member(config, "start_after_channel"))
      partitioner_.start_after(
          static_cast<std::uint32_t>(int_member(config, "start_after_channel")));
  }

  Value play(const Step& step) override {
    Record record;
    record.value = step.argument;
    const std::uint32_t channel = partitioner_.select(record);
    std::vector<Value> channels;
    for (std::uint32_t i = 0; i < channels_; i++)
      if (channel == i || channel == Partitioner::kAllChannels) channels.push_back(integer(i));
    return object({{"out", Value::list(channels)}});
  }
  std::optional<Value> final_state() override { return Value::null(); }

 private:
  std::uint32_t channels_;
  Partitioner partitioner_;
};

// Channels of a rescale edge between a source and an operator.
class PointwisePlayer : public Player {
 public:
  explicit PointwisePlayer(const Value& config) : config_(config) {}
  Value play(const Step&) override {
    JobGraph graph;
    JobVertex up, down;
    up.parallelism = static_cast<std::uint32_t>(int_member(config_, "upstream"));
    down.parallelism = static_cast<std::uint32_t>(int_member(config_, "downstream"));
    up.outputs = {0};
    down.inputs = {{0}};
    graph.vertices = {up, down};
    JobEdge edge;
    edge.to = 1;
    edge.ship = Ship::kRescale;
    graph.edges = {edge};
    const ExecutionPlan plan = make_plan(graph);
    std::vector<Value> out;
    for (std::uint32_t i = 0; i < down.parallelism; i++) {
      std::vector<Value> feeds;
      for (const ChannelId c : plan.tasks[plan.first_task[1] + i].inputs)
        feeds.push_back(integer(plan.channels[c].from));
      out.push_back(Value::list(feeds));
    }
    return object({{"out", Value::list(out)}});
  }
  std::optional<Value> final_state() override { return Value::null(); }

 private:
  const Value& config_;
};

}  // namespace

Outcome run_pointwise_edge(const Case& c) {
  PointwisePlayer player(c.config());
  return replay(c, player);
}

Outcome run_partitioner(const Case& c) {
  PartitionerPlayer player(c.config());
  return replay(c, player);
}

}  // namespace weir::conformance

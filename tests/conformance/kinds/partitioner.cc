// Kind `partitioner` (vectors/FORMAT_runtime.md §4): the channels that records take.
#include <optional>
#include <vector>

#include "engine/graph/partitioner.h"
#include "tests/conformance/kinds.h"

namespace weir::conformance {

namespace {

Ship ship_of(std::string_view partitioner) {
  if (partitioner == "forward") return Ship::kForward;
  if (partitioner == "rebalance") return Ship::kRebalance;
  if (partitioner == "hash") return Ship::kHash;
  if (partitioner == "broadcast") return Ship::kBroadcast;
  throw NotCovered{"partitioner " + std::string(partitioner)};
}

class PartitionerPlayer : public Player {
 public:
  explicit PartitionerPlayer(const Value& config)
      : channels_(static_cast<std::uint32_t>(int_member(config, "channels"))),
        partitioner_(ship_of(text_member(config, "partitioner")), KeySelector(), channels_,
                     static_cast<std::uint32_t>(int_member_or(config, "max_parallelism", 128))) {
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

}  // namespace

Outcome run_partitioner(const Case& c) {
  PartitionerPlayer player(c.config());
  return replay(c, player);
}

}  // namespace weir::conformance

// Partitioner: which channels of an edge a record takes. Pure but for the turn-taking of rebalance.
//   forward: the one channel that exists. rebalance: channels in turn; Flink starts at a random
//   one, Weir at channel 0. hash: the owner of the key's group; also notes hash and group in the
//   record, so the receiver need not hash again. broadcast: all. Control elements always go to all
//   channels of an edge, whatever the partitioner.
// Follows Flink's ForwardPartitioner, RebalancePartitioner, KeyGroupStreamPartitioner,
// BroadcastPartitioner, GlobalPartitioner, RescalePartitioner, ShufflePartitioner,
// CustomPartitionerWrapper.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "engine/checkpoint/rescale_mapping.h"
#include "engine/core/element.h"
#include "engine/core/key_group.h"
#include "engine/core/user_error.h"
#include "engine/operators/key_selector.h"

namespace weir {

enum class Ship : std::uint8_t {
  kForward,
  kRebalance,
  kHash,
  kBroadcast,
  kGlobal,   // all to the first
  kRescale,  // in turn, to the few that lie opposite (pointwise)
  kShuffle,  // anywhere; the same anywhere in every run
  kCustom,   // where a function of the user says
};

// Of a key: a channel below `channels`.
using CustomPartition = std::function<std::uint32_t(const Value& key, std::uint32_t channels)>;

const char* ship_name(Ship ship);
bool pointwise(Ship ship);  // a sender does not reach all receivers

// What an unaligned checkpoint may do with the data of such an edge: whether it may be stored in
// flight, and who takes it over at another parallelism.
struct InFlightRule {
  SubtaskMapper up = SubtaskMapper::kUnsupported;
  SubtaskMapper down = SubtaskMapper::kUnsupported;
  bool storable = false;
};
InFlightRule in_flight_rule(Ship ship);
// Of the edges into one vertex: one that cannot be stored keeps all of them aligned.
bool all_storable(std::span<const Ship> ships);

class Partitioner {
 public:
  static constexpr std::uint32_t kAllChannels = 0xffff'ffff;

  Partitioner(Ship ship, KeySelector key, std::uint32_t channels, std::uint32_t max_parallelism,
              CustomPartition custom = {})
      : ship_(ship),
        key_(std::move(key)),
        custom_(std::move(custom)),
        channels_(channels),
        max_parallelism_(max_parallelism) {
    if (ship_ != Ship::kHash) return;
    channel_of_.reserve(max_parallelism_);
    for (std::uint32_t group = 0; group < max_parallelism_; group++)
      channel_of_.push_back(
          static_cast<std::uint16_t>(operator_index(max_parallelism_, channels_, group)));
  }

  // Rebalance goes on behind this channel.
  void start_after(std::uint32_t channel) { last_ = channel; }

  std::uint32_t select(Record& record) {
    switch (ship_) {
      case Ship::kForward: return 0;
      case Ship::kRescale:
      case Ship::kRebalance: return last_ = last_ < channels_ - 1 ? last_ + 1 : 0;
      case Ship::kHash: return select_by_key(record);
      case Ship::kBroadcast: return kAllChannels;
      case Ship::kGlobal: return 0;
      case Ship::kShuffle: return shuffled();
      case Ship::kCustom: return custom(record);
    }
    return 0;
  }

 private:
  std::uint32_t select_by_key(Record& record) {
    if (const Value* key = key_.key_in(record.value)) return select_by_key(record, *key);
    const Value key = key_.key_of(record.value);
    if (key.is_null()) [[unlikely]]
      throw null_key();
    return select_by_key(record, key);
  }
  std::uint32_t select_by_key(Record& record, const Value& key) {
    record.key_hash = static_cast<std::uint32_t>(key.hash());
    record.key_group = key_group(key, max_parallelism_);
    return channel_of_[record.key_group];
  }
  std::uint32_t shuffled();
  std::uint32_t custom(const Record& record) const;
  UserError null_key() const;

  Ship ship_;
  KeySelector key_;
  CustomPartition custom_;
  std::uint32_t channels_;
  std::uint32_t max_parallelism_;
  std::vector<std::uint16_t> channel_of_;  // by key group, with Ship::kHash
  std::uint32_t last_ = 0xffff'ffff;       // + 1 is channel 0
  std::uint64_t shuffles_ = 0;
};

}  // namespace weir

// Kinds of runtime/unaligned_rescale.json (vectors/FORMAT_runtime.md §14): data in flight of an
// unaligned checkpoint at another parallelism.
#include <algorithm>
#include <map>
#include <vector>

#include "engine/checkpoint/virtual_channels.h"
#include "engine/graph/partitioner.h"
#include "tests/conformance/kinds.h"
#include "tests/conformance/kinds/ships.h"

namespace weir::conformance {

namespace {

Value numbers(const std::vector<std::uint32_t>& list) {
  std::vector<Value> out;
  for (const std::uint32_t n : list) out.push_back(integer(n));
  return Value::list(out);
}

Value number_lists(const std::vector<std::vector<std::uint32_t>>& lists) {
  std::vector<Value> out;
  for (const auto& list : lists) out.push_back(numbers(list));
  return Value::list(out);
}

Value one(const Value& entry) { return object({{"out", Value::list({entry})}}); }

Value unsupported() { return object({{"error", text("unsupported")}}); }

std::uint32_t u32(const Value& of, const char* name) {
  return static_cast<std::uint32_t>(int_member(of, name));
}

EdgeParallelism parallelism_of(const Value& v) { return {u32(v, "up"), u32(v, "down")}; }

SubtaskMapper mapper_of(std::string_view name) {
  for (const SubtaskMapper m :
       {SubtaskMapper::kArbitrary, SubtaskMapper::kFirst, SubtaskMapper::kFull,
        SubtaskMapper::kRange, SubtaskMapper::kRoundRobin, SubtaskMapper::kUnsupported})
    if (name == subtask_mapper_name(m)) return m;
  throw NotCovered{"mapper " + std::string(name)};
}

class MapperPlayer : public Player {
 public:
  explicit MapperPlayer(const Value& config) : mapper_(mapper_of(text_member(config, "mapper"))) {}
  Value play(const Step& step) override {
    const auto mapping =
        rescale_mapping(mapper_, u32(step.argument, "old"), u32(step.argument, "new"));
    if (!mapping) return one(unsupported());
    return one(object({{"old_subtasks", number_lists(mapping->old_of)},
                       {"shared", numbers(mapping->shared)},
                       {"identity", Value::boolean(mapping->identity())}}));
  }
  std::optional<Value> final_state() override { return Value::null(); }

 private:
  SubtaskMapper mapper_;
};

class PartitionerMappersPlayer : public Player {
 public:
  Value play(const Step& step) override {
    const Ship ship = ship_of(step.argument.as_text());
    const InFlightRule rule = in_flight_rule(ship);
    return one(object({{"upstream", text(subtask_mapper_name(rule.up))},
                       {"downstream", text(subtask_mapper_name(rule.down))},
                       {"pointwise", Value::boolean(pointwise(ship))},
                       {"unaligned", Value::boolean(rule.storable)}}));
  }
  std::optional<Value> final_state() override { return Value::null(); }
};

class UnalignedEdgesPlayer : public Player {
 public:
  Value play(const Step& step) override {
    std::vector<Ship> ships;
    for (const Value& name : step.argument.elements()) ships.push_back(ship_of(name.as_text()));
    const std::vector<Value> each(ships.size(), Value::boolean(all_storable(ships)));
    return one(object({{"unaligned", Value::list(each)}}));
  }
  std::optional<Value> final_state() override { return Value::null(); }
};

// What both kinds about a whole restore share.
class RestorePlayer : public Player {
 public:
  explicit RestorePlayer(const Value& config)
      : config_(config),
        ship_(ship_of(text_member(config, "ship"))),
        was_(parallelism_of(member(config, "old"))),
        stored_(text_member(config, "in_flight")) {}

  Value play(const Step& step) override {
    const EdgeParallelism now = parallelism_of(step.argument);
    const InFlightRule rule = in_flight_rule(ship_);
    const auto rescale = InFlightRescale::create(rule.up, rule.down, was_, now);
    if (!rescale) return one(unsupported());
    std::vector<Value> out;
    print(*rescale, now, out);
    return object({{"out", Value::list(out)}});
  }
  std::optional<Value> final_state() override { return Value::null(); }

 protected:
  virtual void print(const InFlightRescale& rescale, EdgeParallelism now,
                     std::vector<Value>& out) = 0;

  const Value& config_;
  Ship ship_;
  EdgeParallelism was_;
  std::string_view stored_;
};

class AssignmentPlayer : public RestorePlayer {
 public:
  using RestorePlayer::RestorePlayer;

 private:
  using Handles = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

  static Value descriptor(const InFlightDescriptor& d) {
    if (!d.rescaled) return text("no_rescale");
    return object({{"old_subtasks", numbers(d.old_subtasks)},
                   {"old_channels", number_lists(d.old_channels)},
                   {"ambiguous", numbers(d.ambiguous)}});
  }
  Value handles(const Handles& of, std::string_view side) const {
    std::vector<Value> out;
    for (const auto& [own, far] : of)
      if (stored_ == "both" || stored_ == side)
        out.push_back(Value::list({integer(own), integer(far)}));
    return Value::list(out);
  }

  void print(const InFlightRescale& rescale, EdgeParallelism now,
             std::vector<Value>& out) override {
    for (std::uint32_t i = 0; i < now.up; i++)
      out.push_back(object({{"task", text("up" + std::to_string(i))},
                            {"output_of", handles(rescale.output_of(i), "output")},
                            {"descriptor", descriptor(rescale.up_descriptor(i))}}));
    for (std::uint32_t i = 0; i < now.down; i++)
      out.push_back(object({{"task", text("down" + std::to_string(i))},
                            {"input_of", handles(rescale.input_of(i), "input")},
                            {"descriptor", descriptor(rescale.down_descriptor(i))}}));
  }
};

// The records of the vectors are their own keys.
Partitioner partitioner_of(Ship ship, std::uint32_t receivers, const Value& config) {
  return Partitioner(ship, KeySelector(), receivers, u32(config, "max_parallelism"),
                     custom_floor_mod());
}

class RecordsPlayer : public RestorePlayer {
 public:
  using RestorePlayer::RestorePlayer;

 private:
  Value passed(VirtualChannels& channels, std::size_t index, const VirtualChannel& of,
               std::string_view side) const {
    std::vector<Value> records;
    for (const Value& stored : member(config_, "channels").elements()) {
      if (u32(stored, "from") != of.from || u32(stored, "to") != of.to ||
          text_member(stored, "stored") != side)
        continue;
      for (const Value& value : member(stored, "records").elements()) {
        Record record;
        record.value = value;
        if (const auto out = channels.receive(index, ChannelElement(std::move(record))))
          records.push_back(out->element.value());
      }
    }
    return Value::list(records);
  }

  // In the order of the vectors: what the receiver had stored by (to, from), what the sender had by
  // new channel and (from, to).
  std::vector<Value> receives(const InFlightRescale& rescale, EdgeParallelism now,
                              std::uint32_t down, std::string_view side) {
    std::map<std::vector<std::uint32_t>, Value> entries;
    const auto stored_by =
        side == "input" ? InFlightRescale::StoredBy::kReceiver : InFlightRescale::StoredBy::kSender;
    for (std::uint32_t up = 0; up < std::max(was_.up, now.up); up++) {
      const auto parts = rescale.virtual_channels(stored_by, up, down);
      Partitioner partitioner = partitioner_of(ship_, now.down, config_);
      VirtualChannels channels(parts,
                               [&](Record& record) { return partitioner.select(record) == down; });
      for (std::size_t i = 0; i < parts.size(); i++) {
        const VirtualChannel& of = parts[i];
        std::vector<std::uint32_t> place{of.to, of.from};
        if (side == "output") place = {up, of.from, of.to};
        entries.emplace(place, object({{"stored", text(side)},
                                       {"channel", integer(up)},
                                       {"from", integer(of.from)},
                                       {"to", integer(of.to)},
                                       {"records", passed(channels, i, of, side)}}));
      }
    }
    std::vector<Value> out;
    for (const auto& [place, entry] : entries) out.push_back(entry);
    return out;
  }

  void print(const InFlightRescale& rescale, EdgeParallelism now,
             std::vector<Value>& out) override {
    for (std::uint32_t down = 0; down < now.down; down++) {
      std::vector<Value> list;
      for (const std::string_view side : {"input", "output"})
        if (stored_ == "both" || stored_ == side)
          for (Value& entry : receives(rescale, now, down, side)) list.push_back(std::move(entry));
      out.push_back(object({{"down", integer(down)}, {"receives", Value::list(list)}}));
    }
  }
};

class VirtualChannelsPlayer : public Player {
 public:
  explicit VirtualChannelsPlayer(const Value& config)
      : partitioner_(partitioner_of(ship_of(text_member(config, "ship")),
                                    u32(member(config, "new"), "down"), config)),
        receiver_(u32(config, "receiver")),
        parts_(parts_of(config)),
        channels_(parts_,
                  [this](Record& record) { return partitioner_.select(record) == receiver_; }) {}

  Value play(const Step& step) override {
    std::size_t index = 0;
    while (index < parts_.size() && (parts_[index].from != u32(step.argument, "from") ||
                                     parts_[index].to != u32(step.argument, "to")))
      index++;
    std::vector<Value> out;
    for (const Value& element : member(step.argument, "elements").elements())
      if (const auto passed = channels_.receive(index, element_of(element)))
        out.push_back(print(passed->element));
    return object({{"out", Value::list(out)}});
  }
  std::optional<Value> final_state() override { return Value::null(); }

 private:
  static std::vector<VirtualChannel> parts_of(const Value& config) {
    std::vector<VirtualChannel> out;
    for (const Value& v : member(config, "virtual_channels").elements())
      out.push_back({u32(v, "from"), u32(v, "to"), bool_member_or(v, "filtered", false)});
    return out;
  }
  static ChannelElement element_of(const Value& v) {
    if (has_member(v, "watermark")) return ChannelElement::watermark(int_member(v, "watermark"));
    if (has_member(v, "status")) return ChannelElement::status(text_member(v, "status") == "idle");
    Record record;
    record.value = member(v, "record");
    return ChannelElement(std::move(record));
  }
  static Value print(const ChannelElement& e) {
    if (e.kind() == ElementKind::kWatermark) return object({{"watermark", integer(e.timestamp())}});
    if (e.kind() == ElementKind::kStatus)
      return object({{"status", text(e.idle() ? "idle" : "active")}});
    return object({{"record", e.value()}});
  }

  Partitioner partitioner_;
  std::uint32_t receiver_;
  std::vector<VirtualChannel> parts_;
  VirtualChannels channels_;
};

template <class P>
Outcome play(const Case& c) {
  P player(c.config());
  return replay(c, player);
}

}  // namespace

Outcome run_subtask_state_mapper(const Case& c) { return play<MapperPlayer>(c); }
Outcome run_inflight_assignment(const Case& c) { return play<AssignmentPlayer>(c); }
Outcome run_inflight_records(const Case& c) { return play<RecordsPlayer>(c); }
Outcome run_virtual_channels(const Case& c) { return play<VirtualChannelsPlayer>(c); }

Outcome run_partitioner_mappers(const Case& c) {
  PartitionerMappersPlayer player;
  return replay(c, player);
}

Outcome run_unaligned_edges(const Case& c) {
  UnalignedEdgesPlayer player;
  return replay(c, player);
}

}  // namespace weir::conformance

// Kinds `repartition`, `key_groups` and `restore` (vectors/FORMAT_runtime.md §6): which new subtask
// gets which operator state and which key groups.
#include <map>
#include <string>
#include <vector>

#include "engine/state/redistribution.h"
#include "tests/conformance/kinds.h"

namespace weir::conformance {

namespace {

std::uint32_t count_of(const Value& object, std::string_view name) {
  return static_cast<std::uint32_t>(int_member(object, name));
}

Value boolean(bool b) { return Value::boolean(b); }

RedistributionMode mode_of(std::string_view mode) {
  if (mode == "split") return RedistributionMode::kSplit;
  if (mode == "union") return RedistributionMode::kUnion;
  if (mode == "broadcast") return RedistributionMode::kBroadcast;
  throw NotCovered{"mode " + std::string(mode)};
}

// Recorded: per old subtask {name: [elements]}, or null.
std::vector<ReportedLists> reported_of(const Value& recorded, const Value& modes) {
  std::vector<ReportedLists> out;
  for (const Value& subtask : recorded.elements()) {
    ReportedLists lists;
    if (!subtask.is_null()) {
      lists.emplace();
      const auto entries = subtask.elements();
      for (std::size_t i = 0; i < entries.size(); i += 2) {
        const std::string_view name = entries[i].as_text();
        const auto elements = entries[i + 1].elements();
        (*lists)[std::string(name)] = {mode_of(text_member(modes, name)),
                                       {elements.begin(), elements.end()}};
      }
    }
    out.push_back(std::move(lists));
  }
  return out;
}

Value printed(const AssignedLists& lists) {
  std::vector<Value> members;
  for (const auto& [name, list] : lists) {
    std::vector<Value> blocks;
    for (const ListBlock& block : list.blocks)
      blocks.push_back(
          object({{"from", integer(block.from)}, {"elements", Value::list(block.elements)}}));
    members.push_back(text(name));
    members.push_back(Value::list(blocks));
  }
  return Value::map(members);
}

Value printed(const KeyGroupRange& range) {
  return Value::list({integer(range.first), integer(range.last)});
}

Value printed(const std::vector<KeyGroupRead>& reads) {
  std::vector<Value> out;
  for (const KeyGroupRead& read : reads)
    out.push_back(object({{"from", integer(read.from)}, {"range", printed(read.range)}}));
  return Value::list(out);
}

Value printed(const OperatorRestore& op) {
  std::vector<Value> subtasks;
  for (const SubtaskRestore& s : op.subtasks)
    subtasks.push_back(
        op.restored ? object({{"list_state", printed(s.lists)}, {"keyed_state", printed(s.keyed)}})
                    : Value::null());
  return object({{"operator", text(op.uid)},
                 {"max_parallelism", integer(op.max_parallelism)},
                 {"subtasks", Value::list(subtasks)}});
}

Value printed(const RestoreAssignment& assignment) {
  if (assignment.refused)
    return object(
        {{"ok", boolean(false)}, {"error", text(restore_refusal_name(*assignment.refused))}});
  std::vector<Value> operators, skipped;
  for (const OperatorRestore& op : assignment.operators) operators.push_back(printed(op));
  for (const std::string& uid : assignment.skipped) skipped.push_back(text(uid));
  return object({{"ok", boolean(true)},
                 {"operators", Value::list(operators)},
                 {"skipped", Value::list(skipped)}});
}

// All three kinds have one verb and no final state.
class RestorePlayer : public Player {
 public:
  explicit RestorePlayer(const Value& config) : config_(config) {}

  Value play(const Step& step) override {
    if (step.verb != "restore") throw NotCovered{"verb " + std::string(step.verb)};
    return object({{"out", restore(step.argument)}});
  }
  std::optional<Value> final_state() override { return Value::null(); }

 protected:
  const Value& config() const { return config_; }

 private:
  virtual Value restore(const Value& argument) = 0;

  const Value& config_;
};

class RepartitionPlayer final : public RestorePlayer {
 public:
  using RestorePlayer::RestorePlayer;

 private:
  Value restore(const Value& argument) override {
    const auto old = reported_of(member(config(), "old"), member(config(), "modes"));
    std::vector<Value> out;
    for (const AssignedLists& lists : redistribute_lists(old, count_of(argument, "parallelism")))
      out.push_back(printed(lists));
    return Value::list(out);
  }
};

class KeyGroupsPlayer final : public RestorePlayer {
 public:
  using RestorePlayer::RestorePlayer;

 private:
  Value restore(const Value& argument) override {
    const std::uint32_t max = count_of(config(), "max_parallelism");
    const std::uint32_t old = count_of(config(), "old_parallelism");
    const std::uint32_t parallelism = count_of(argument, "parallelism");
    std::vector<Value> subtasks;
    for (std::uint32_t i = 0; i < parallelism; i++)
      subtasks.push_back(object({{"range", printed(key_group_range(max, parallelism, i))},
                                 {"reads", printed(key_group_reads(max, old, parallelism, i))}}));
    return Value::list({object({{"moved", integer(moved_key_groups(max, old, parallelism))},
                                {"subtasks", Value::list(subtasks)}})});
  }
};

class JobRestorePlayer final : public RestorePlayer {
 public:
  using RestorePlayer::RestorePlayer;

 private:
  Value restore(const Value& argument) override {
    std::vector<CheckpointedOperator> checkpoint;
    for (const Value& op : member(config(), "checkpoint").elements())
      checkpoint.push_back({std::string(text_member(op, "operator")), count_of(op, "parallelism"),
                            count_of(op, "max_parallelism"),
                            reported_of(member(op, "list_state"), member(op, "modes")),
                            bool_member_or(op, "keyed_state", false)});
    std::vector<JobOperator> job;
    for (const Value& op : member(config(), "job").elements()) {
      job.push_back(
          {std::string(text_member(op, "operator")), count_of(op, "parallelism"), std::nullopt});
      if (!member(op, "max_parallelism").is_null())
        job.back().max_parallelism = count_of(op, "max_parallelism");
    }
    return Value::list({printed(assign_restore(
        checkpoint, job, bool_member_or(argument, "allow_non_restored_state", false)))});
  }
};

}  // namespace

Outcome run_repartition(const Case& c) {
  RepartitionPlayer player(c.config());
  return replay(c, player);
}

Outcome run_key_groups(const Case& c) {
  KeyGroupsPlayer player(c.config());
  return replay(c, player);
}

Outcome run_restore(const Case& c) {
  JobRestorePlayer player(c.config());
  return replay(c, player);
}

}  // namespace weir::conformance

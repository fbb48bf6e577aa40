// Kinds `pure` (vectors/FORMAT_state_time_windows.md §7) and `key_group` (FORMAT_runtime.md §4):
//   calls of functions without state. Each step stands for itself.
#include <string>
#include <vector>

#include "engine/core/hash.h"
#include "engine/core/key_group.h"
#include "tests/conformance/kinds.h"
#include "tests/conformance/kinds/pure_functions.h"

namespace weir::conformance {

namespace {

// A Value has no int32; Flink's Integer keys only differ in their hash.
bool is_int32(const Value& call) { return text_member_or(call, "key_type", "") == "int32"; }

std::int32_t hash_of(const Value& call, const Value& key) {
  return is_int32(call) ? java_hash_int32(static_cast<std::int32_t>(key.as_int())) : java_hash(key);
}

Value key_group_of(const Value& call, const Value& key) {
  const std::uint32_t max = count(call, "max_parallelism");
  if (is_int32(call)) return integer(key_group_of_hash(hash_of(call, key), max));
  return integer(value_or_throw(assign_to_key_group(key, max)));
}

Value murmur_hash(const Value& call) {
  return integer(flink_murmur(static_cast<std::int32_t>(int_member(call, "code"))));
}

Value java_hash_call(const Value& call) { return integer(hash_of(call, member(call, "key"))); }

Value assign_to_key_group_call(const Value& call) {
  return key_group_of(call, member(call, "key"));
}

Value assign_to_key_group_each(const Value& call) {
  std::vector<Value> groups;
  for (const Value& key : member(call, "keys").elements())
    groups.push_back(key_group_of(call, key));
  return Value::list(groups);
}

Value operator_index_for_key_group(const Value& call) {
  return integer(operator_index(count(call, "max_parallelism"), count(call, "parallelism"),
                                count(call, "key_group")));
}

Value assign_key_to_parallel_operator(const Value& call) {
  const Value group = key_group_of(call, member(call, "key"));
  return integer(operator_index(count(call, "max_parallelism"), count(call, "parallelism"),
                                static_cast<std::uint32_t>(group.as_int())));
}

Value key_group_range_call(const Value& call) {
  throw_if_error(
      check_max_parallelism(int_member(call, "max_parallelism"), int_member(call, "parallelism")));
  const KeyGroupRange range = key_group_range(
      count(call, "max_parallelism"), count(call, "parallelism"), count(call, "operator_index"));
  return Value::list({integer(range.first), integer(range.last)});
}

Value default_max_parallelism_call(const Value& call) {
  return integer(default_max_parallelism(count(call, "parallelism")));
}

Value check_parallelism_call(const Value& call) {
  throw_if_error(check_parallelism(int_member(call, "parallelism")));
  return {};
}

Value owners_of_all_key_groups(const Value& call) {
  const std::uint32_t max = count(call, "max_parallelism");
  std::vector<Value> owners;
  for (std::uint32_t group = 0; group < max; group++)
    owners.push_back(integer(operator_index(max, count(call, "parallelism"), group)));
  return Value::list(owners);
}

Value moved_key_groups(const Value& call) {
  const std::uint32_t max = count(call, "max_parallelism");
  const std::uint32_t from = count(call, "from"), to = count(call, "to");
  std::int64_t moved = 0;
  for (std::uint32_t group = 0; group < max; group++)
    if (operator_index(max, from, group) != operator_index(max, to, group)) moved++;
  return integer(moved);
}

constexpr PureFunction kFunctions[] = {
    {"murmur_hash", murmur_hash},
    {"java_hash", java_hash_call},
    {"assign_to_key_group", assign_to_key_group_call},
    {"assign_to_key_group_each", assign_to_key_group_each},
    {"operator_index_for_key_group", operator_index_for_key_group},
    {"assign_key_to_parallel_operator", assign_key_to_parallel_operator},
    {"key_group_range", key_group_range_call},
    {"default_max_parallelism", default_max_parallelism_call},
    {"check_parallelism", check_parallelism_call},
    {"owners_of_all_key_groups", owners_of_all_key_groups},
    {"moved_key_groups", moved_key_groups},
};

class PurePlayer : public Player {
 public:
  Value play(const Step& step) override {
    const std::string_view name = text_member(step.argument, "fn");
    for (const std::span<const PureFunction> functions :
         {std::span<const PureFunction>(kFunctions), window_functions()})
      for (const PureFunction& f : functions)
        if (f.name == name) return object({{"returns", f.call(step.argument)}});
    throw NotCovered{"function " + std::string(name)};
  }
  std::optional<Value> final_state() override { return std::nullopt; }
};

class KeyGroupPlayer : public Player {
 public:
  explicit KeyGroupPlayer(const Value& config) : max_(count(config, "max_parallelism")) {}

  Value play(const Step& step) override {
    return object({{"out", integer(value_or_throw(assign_to_key_group(step.argument, max_)))}});
  }
  std::optional<Value> final_state() override { return Value::null(); }

 private:
  std::uint32_t max_;
};

}  // namespace

Outcome run_pure(const Case& c) {
  PurePlayer player;
  return replay(c, player);
}

Outcome run_key_group(const Case& c) {
  KeyGroupPlayer player(c.config());
  return replay(c, player);
}

}  // namespace weir::conformance

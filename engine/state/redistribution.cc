#include "engine/state/redistribution.h"

#include <algorithm>

#include "engine/core/check.h"

namespace weir {

namespace {

// One state of one old subtask.
struct Reported {
  std::uint32_t from;
  const std::vector<Value>* elements;
};
struct NamedState {
  RedistributionMode mode = RedistributionMode::kSplit;
  std::vector<Reported> reported;  // by old subtask
};

std::map<std::string, NamedState> by_name(std::span<const ReportedLists> old) {
  std::map<std::string, NamedState> out;
  for (std::uint32_t from = 0; from < old.size(); from++) {
    if (!old[from]) continue;
    for (const auto& [name, list] : *old[from]) {
      NamedState& state = out[name];
      WEIR_CHECK(state.reported.empty() || state.mode == list.mode,
                 "a list state has one mode on all subtasks");
      state.mode = list.mode;
      state.reported.push_back({from, &list.elements});
    }
  }
  return out;
}

// Elements of one old subtask in `list`; a copy that is there already is not there twice.
void give(AssignedLists& subtask, const std::string& name, RedistributionMode mode,
          std::uint32_t from, std::span<const Value> elements) {
  if (elements.empty()) return;
  AssignedList& list = subtask[name];
  list.mode = mode;
  const auto at = std::lower_bound(list.blocks.begin(), list.blocks.end(), from,
                                   [](const ListBlock& b, std::uint32_t f) { return b.from < f; });
  if (at != list.blocks.end() && at->from == from) return;
  list.blocks.insert(at, {from, {elements.begin(), elements.end()}});
}

void give_all(std::vector<AssignedLists>& out, const std::string& name, const NamedState& state) {
  for (AssignedLists& subtask : out)
    for (const Reported& r : state.reported) give(subtask, name, state.mode, r.from, *r.elements);
}

void deal_broadcast(std::vector<AssignedLists>& out, const std::string& name,
                    const NamedState& state) {
  for (std::size_t i = 0; i < out.size(); i++) {
    const Reported& r = state.reported[i % state.reported.size()];
    give(out[i], name, state.mode, r.from, *r.elements);
  }
}

// Contiguous runs; the subtasks from `start` on get one more while there is a remainder. Returns
// where the remainder ended, so that the next state's odd elements go to the next subtasks.
std::size_t deal_split(std::vector<AssignedLists>& out, const std::string& name,
                       const NamedState& state, std::size_t start) {
  std::size_t total = 0;
  for (const Reported& r : state.reported) total += r.elements->size();
  const std::size_t base = total / out.size(), remainder = total % out.size();
  std::size_t source = 0, offset = 0;
  for (std::size_t i = 0; i < out.size(); i++) {
    AssignedLists& subtask = out[(start + i) % out.size()];
    std::size_t wanted = base + (i < remainder ? 1 : 0);
    while (wanted > 0) {
      const Reported& r = state.reported[source];
      const std::size_t n = std::min(wanted, r.elements->size() - offset);
      give(subtask, name, state.mode, r.from, std::span(*r.elements).subspan(offset, n));
      wanted -= n;
      offset += n;
      if (offset < r.elements->size()) continue;
      source++;
      offset = 0;
    }
  }
  return (start + remainder) % out.size();
}

std::string quoted(const std::string& uid) { return "operator '" + uid + "'"; }

RestoreAssignment refuse(RestoreRefusal refusal, std::string why) {
  RestoreAssignment out;
  out.refused = refusal;
  out.why = std::move(why);
  return out;
}

bool has_lists(const CheckpointedOperator& op) {
  // A list that is registered and empty is state, too.
  return std::any_of(op.lists.begin(), op.lists.end(),
                     [](const ReportedLists& l) { return l.has_value() && !l->empty(); });
}
bool has_state(const CheckpointedOperator& op) { return op.has_keyed_state || has_lists(op); }

OperatorRestore restore_operator(const CheckpointedOperator& from, const JobOperator& to) {
  OperatorRestore out{to.uid, from.max_parallelism, has_state(from), {}};
  out.subtasks.resize(to.parallelism);
  if (has_lists(from)) {
    std::vector<AssignedLists> lists = redistribute_lists(from.lists, to.parallelism);
    for (std::size_t i = 0; i < lists.size(); i++) out.subtasks[i].lists = std::move(lists[i]);
  }
  if (!from.has_keyed_state) return out;
  for (std::uint32_t i = 0; i < to.parallelism; i++)
    out.subtasks[i].keyed =
        key_group_reads(from.max_parallelism, from.parallelism, to.parallelism, i);
  return out;
}

template <class Operators>
auto find_uid(const Operators& operators, const std::string& uid) {
  return std::find_if(operators.begin(), operators.end(),
                      [&](const auto& op) { return op.uid == uid; });
}

}  // namespace

std::vector<AssignedLists> redistribute_lists(std::span<const ReportedLists> old,
                                              std::uint32_t parallelism) {
  WEIR_CHECK(parallelism > 0, "an operator has a subtask");
  std::vector<AssignedLists> out(parallelism);
  const bool unchanged = old.size() == parallelism;
  std::size_t start = 0;
  for (const auto& [name, state] : by_name(old)) {
    if (unchanged && state.mode != RedistributionMode::kUnion)
      for (const Reported& r : state.reported)
        give(out[r.from], name, state.mode, r.from, *r.elements);
    const bool partly = state.reported.size() < old.size();
    switch (state.mode) {
      case RedistributionMode::kSplit:
        if (!unchanged) start = deal_split(out, name, state, start);
        break;
      case RedistributionMode::kUnion: give_all(out, name, state); break;
      case RedistributionMode::kBroadcast:
        if (!unchanged || partly) deal_broadcast(out, name, state);
        break;
    }
  }
  return out;
}

OperatorLists joined(const AssignedLists& assigned) {
  OperatorLists out;
  for (const auto& [name, list] : assigned) {
    OperatorListState& state = out[name];
    state.mode = list.mode;
    for (const ListBlock& block : list.blocks)
      state.elements.insert(state.elements.end(), block.elements.begin(), block.elements.end());
  }
  return out;
}

std::vector<KeyGroupRead> key_group_reads(std::uint32_t max_parallelism,
                                          std::uint32_t old_parallelism, std::uint32_t parallelism,
                                          std::uint32_t subtask) {
  const KeyGroupRange mine = key_group_range(max_parallelism, parallelism, subtask);
  std::vector<KeyGroupRead> out;
  for (std::uint32_t from = 0; from < old_parallelism; from++) {
    const KeyGroupRange theirs = key_group_range(max_parallelism, old_parallelism, from);
    const KeyGroupRange both{std::max(mine.first, theirs.first), std::min(mine.last, theirs.last)};
    if (!both.empty()) out.push_back({from, both});
  }
  return out;
}

std::uint32_t moved_key_groups(std::uint32_t max_parallelism, std::uint32_t old_parallelism,
                               std::uint32_t parallelism) {
  std::uint32_t moved = 0;
  for (std::uint32_t group = 0; group < max_parallelism; group++)
    if (operator_index(max_parallelism, old_parallelism, group) !=
        operator_index(max_parallelism, parallelism, group))
      moved++;
  return moved;
}

const char* restore_refusal_name(RestoreRefusal refusal) {
  switch (refusal) {
    case RestoreRefusal::kMaxParallelismMismatch: return "max_parallelism_mismatch";
    case RestoreRefusal::kMaxParallelismBelowParallelism:
      return "max_parallelism_below_parallelism";
    case RestoreRefusal::kStateWithoutOperator: return "state_without_operator";
  }
  return "?";
}

RestoreAssignment assign_restore(std::span<const CheckpointedOperator> checkpoint,
                                 std::span<const JobOperator> job, bool allow_non_restored_state) {
  RestoreAssignment out;
  for (const CheckpointedOperator& from : checkpoint) {
    const auto to = find_uid(job, from.uid);
    if (to == job.end()) {
      if (has_state(from) && !allow_non_restored_state)
        return refuse(RestoreRefusal::kStateWithoutOperator,
                      "the checkpoint holds state of " + quoted(from.uid) +
                          ", which the job does not have: give the operator its old uid, or allow "
                          "state to be left behind");
      out.skipped.push_back(from.uid);
    } else if (to->max_parallelism && *to->max_parallelism != from.max_parallelism) {
      return refuse(RestoreRefusal::kMaxParallelismMismatch,
                    quoted(from.uid) + " has max parallelism " +
                        std::to_string(*to->max_parallelism) + " in the job and " +
                        std::to_string(from.max_parallelism) +
                        " in the checkpoint; keys cannot change their key group: set it to " +
                        std::to_string(from.max_parallelism) + " or leave it out");
    }
  }
  for (const JobOperator& to : job) {
    const auto from = find_uid(checkpoint, to.uid);
    if (from != checkpoint.end() && from->max_parallelism < to.parallelism)
      return refuse(RestoreRefusal::kMaxParallelismBelowParallelism,
                    quoted(to.uid) + " has parallelism " + std::to_string(to.parallelism) +
                        ", its max parallelism in the checkpoint is " +
                        std::to_string(from->max_parallelism) +
                        ": a subtask would own no key group");
    if (from != checkpoint.end()) {
      out.operators.push_back(restore_operator(*from, to));
      continue;
    }
    const std::uint32_t max = to.max_parallelism.value_or(default_max_parallelism(to.parallelism));
    out.operators.push_back({to.uid, max, false, std::vector<SubtaskRestore>(to.parallelism)});
  }
  return out;
}

}  // namespace weir

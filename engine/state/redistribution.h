// Redistribution: who gets which state when a job is restored, at the same or another parallelism.
//   Pure functions over plain data.
//   Lists of operator state go by their mode: split is dealt out evenly in contiguous runs, union
//   goes to everybody, of broadcast new subtask i takes the copy of reporting subtask i mod their
//   number. At an unchanged parallelism split and broadcast stay where they are; but if some
//   subtask reported no copy of a broadcast state, the copies are dealt out on top of what is
//   there.
//   Keyed state goes by ranges of key groups.
// Order: state names ascending; inside a new subtask blocks by old subtask (Flink leaves both
//   open).
// Follows Flink's RoundRobinOperatorStateRepartitioner, StateAssignmentOperation and
//   Checkpoints.loadAndValidateCheckpoint.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/core/key_group.h"
#include "engine/core/result.h"
#include "engine/state/snapshot.h"

namespace weir {

// ---- lists
// ---------------------------------------------------------------------------------------

using OperatorLists = std::map<std::string, OperatorListState>;  // by state name
// What an old subtask left; nullopt: it reported nothing (it had finished, say).
using ReportedLists = std::optional<OperatorLists>;

struct ListBlock {
  std::uint32_t from = 0;  // old subtask
  std::vector<Value> elements;
  bool operator==(const ListBlock&) const = default;
};
struct AssignedList {
  RedistributionMode mode = RedistributionMode::kSplit;
  std::vector<ListBlock> blocks;  // by `from`; none is empty
  bool operator==(const AssignedList&) const = default;
};
using AssignedLists = std::map<std::string, AssignedList>;  // by state name; none is empty

// Per new subtask. `old` has an entry for each old subtask.
std::vector<AssignedLists> redistribute_lists(std::span<const ReportedLists> old,
                                              std::uint32_t parallelism);
// The blocks one after the other: what OperatorStateStore::restore takes.
OperatorLists joined(const AssignedLists& assigned);

// ---- key groups
// ----------------------------------------------------------------------------------

struct KeyGroupRead {
  std::uint32_t from = 0;  // old subtask
  KeyGroupRange range;     // the part of its key groups that is read
  bool operator==(const KeyGroupRead&) const = default;
};
// What new subtask `subtask` of `parallelism` reads.
std::vector<KeyGroupRead> key_group_reads(std::uint32_t max_parallelism,
                                          std::uint32_t old_parallelism, std::uint32_t parallelism,
                                          std::uint32_t subtask);
// How many key groups change the number of their subtask.
std::uint32_t moved_key_groups(std::uint32_t max_parallelism, std::uint32_t old_parallelism,
                               std::uint32_t parallelism);

// ---- a whole job
// ---------------------------------------------------------------------------------

struct CheckpointedOperator {
  std::string uid;
  std::uint32_t parallelism = 1;
  std::uint32_t max_parallelism = 128;
  std::vector<ReportedLists> lists;  // per old subtask, or none at all
  bool has_keyed_state = false;
};
struct JobOperator {
  std::string uid;
  std::uint32_t parallelism = 1;
  std::optional<std::uint32_t> max_parallelism;  // as set by the user
};

enum class RestoreRefusal : std::uint8_t {
  kMaxParallelismMismatch,          // the user set another one than the checkpoint has
  kMaxParallelismBelowParallelism,  // more subtasks than key groups in the checkpoint
  kStateWithoutOperator,            // and state may not be left behind
};
const char* restore_refusal_name(RestoreRefusal refusal);  // "max_parallelism_mismatch", …

struct SubtaskRestore {
  AssignedLists lists;
  std::vector<KeyGroupRead> keyed;
};
struct OperatorRestore {
  std::string uid;
  std::uint32_t max_parallelism = 128;  // the effective one
  bool restored = false;                // false: it starts empty, `subtasks` has empty entries
  std::vector<SubtaskRestore> subtasks;
};
struct RestoreAssignment {
  std::optional<RestoreRefusal> refused;
  std::string why;                         // for people, if refused
  std::vector<OperatorRestore> operators;  // in order of the job
  std::vector<std::string> skipped;        // operators of the checkpoint that the job does not have

  Error error() const { return {ErrorKind::kRestoreRefused, why}; }
};
RestoreAssignment assign_restore(std::span<const CheckpointedOperator> checkpoint,
                                 std::span<const JobOperator> job, bool allow_non_restored_state);

}  // namespace weir

// Verdicts: what a run with failures says about a job, by its committed output:
// pass, fail, or unknown with a reason.
//   same_output: for jobs whose output does not depend on the order of arrival. Both outputs hold
//   the same rows, each equally often; rows of a running output (its last row counts) are folded by
//   key first; a sink that is not transactional may repeat rows, and may not invent or lose any.
//   conserved: for jobs whose output does depend on order, but whose rows list the source records
//   in them. Each source record is in the result, in the late output, or was dropped and counted:
//   in exactly one of them. A result may grow (a window that fires again): of two rows that share a
//   record one holds all of the other, and only then both may be there.
// Rows are those that a read-committed reader sees (MemoryOutside::visible).
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/core/value.h"
#include "engine/env/outside.h"

namespace weir::sim {

enum class VerdictKind : std::uint8_t { kPass, kFail, kUnknown };
const char* verdict_name(VerdictKind kind);  // "pass", "fail", "unknown"
int exit_code(VerdictKind kind);             // 0, 1, 4: those of the commands

struct Verdict {
  VerdictKind kind = VerdictKind::kPass;
  std::string because;  // empty: pass
  bool operator==(const Verdict&) const = default;
};

enum class Fold : std::uint8_t {
  kNone,         // every row counts
  kLargest,      // of the rows with one key, the one with the largest field `by`
  kLast,         // of the rows with one key, the one that became visible last
  kAtLeastOnce,  // every row counts, and may come again
};

// How the rows of one sink are compared. A sink without a rule: kNone if it is transactional, else
// kAtLeastOnce.
struct OutputRule {
  std::string sink;
  Fold fold = Fold::kNone;
  std::vector<std::size_t> key = {};  // fields of a row; kLargest and kLast
  std::size_t by = 0;                 // kLargest
};

// One operator that takes every source record, and the sinks behind it.
struct ConservationRule {
  std::string op;       // its late_records_dropped count
  std::string results;  // uid of the sink
  std::string late;     // uid of the sink of late records; empty: there is none
  // The ids of the source records that a row of `results` or `late` stands for.
  std::function<std::vector<Value>(const std::string& sink, const Value& row)> ids;
};

using Rows = std::vector<MemoryOutside::Row>;

Verdict same_output(const std::vector<OutputRule>& rules, const Rows& expected, const Rows& actual);
// The same verdicts, for one expected output and many others: one that holds the same rows needs no
// more than to be sorted. Rules and expected output outlive it.
class OutputJudge {
 public:
  OutputJudge(const std::vector<OutputRule>& rules, const Rows& expected);
  Verdict same_output(const Rows& actual) const;

 private:
  const std::vector<OutputRule>& rules_;
  const Rows& expected_;
  bool folds_ = false;  // rows are not compared as they are
  std::vector<const MemoryOutside::Row*> sorted_;
};
// `ids`: those of all source records, each once. `dropped`: late records that rule.op counted.
Verdict conserved(const ConservationRule& rule, const std::vector<Value>& ids,
                  std::uint64_t dropped, const Rows& actual);

}  // namespace weir::sim

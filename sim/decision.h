// Decision: one choice of whoever drives a job: which pending work runs next, what is lost, what
// fails. A run is a function of (job, seed), and equally of its list of decisions.
//   kRun, kLose: `work` names what is pending. kFailTask: task number `work.target`;
//   kFailTaskManager, kFailJobMaster. kRescale: parallelism work.target from the next attempt on.
// As text one a line: "run head 3", "lose control 4", "fail task 2", "fail taskmanager 0", "fail
// jobmaster", "rescale 3". Lists can be cut, permuted and shortened: what names nothing pending is
// skipped.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/result.h"
#include "engine/env/pending.h"

namespace weir::sim {

enum class DecisionKind : std::uint8_t {
  kRun,
  kLose,
  kFailTask,
  kFailTaskManager,
  kFailJobMaster,
  kRescale
};

struct Decision {
  DecisionKind kind = DecisionKind::kRun;
  Pending work;
  bool operator==(const Decision&) const = default;
};

using Decisions = std::vector<Decision>;

std::string to_string(const Decision& decision);
std::optional<Decision> parse_decision(std::string_view line);
// One a line; empty lines and those that begin with '#' are skipped. Errors name the line.
Result<Decisions> parse_decisions(std::string_view text);
std::string to_string(const Decisions& decisions);

}  // namespace weir::sim

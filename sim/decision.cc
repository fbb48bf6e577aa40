#include "sim/decision.h"

#include <charconv>

namespace weir::sim {

namespace {

std::optional<std::uint32_t> number(std::string_view text) {
  std::uint32_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return n;
}

bool take(std::string_view& line, std::string_view word) {
  if (!line.starts_with(word)) return false;
  line.remove_prefix(word.size());
  return true;
}

std::optional<Decision> with_number(DecisionKind kind, std::string_view text) {
  const auto n = number(text);
  if (!n) return std::nullopt;
  return Decision{kind, {PendingKind::kPollSource, *n, 0}};
}

}  // namespace

std::string to_string(const Decision& d) {
  switch (d.kind) {
    case DecisionKind::kRun: return "run " + weir::to_string(d.work);
    case DecisionKind::kLose: return "lose " + weir::to_string(d.work);
    case DecisionKind::kFailTask: return "fail task " + std::to_string(d.work.target);
    case DecisionKind::kFailTaskManager: return "fail taskmanager " + std::to_string(d.work.target);
    case DecisionKind::kFailJobMaster: return "fail jobmaster";
    case DecisionKind::kRescale: return "rescale " + std::to_string(d.work.target);
  }
  return "?";
}

std::optional<Decision> parse_decision(std::string_view line) {
  if (take(line, "run ")) {
    const auto p = parse_pending(line);
    return p ? std::optional(Decision{DecisionKind::kRun, *p}) : std::nullopt;
  }
  if (take(line, "lose ")) {
    const auto p = parse_pending(line);
    return p ? std::optional(Decision{DecisionKind::kLose, *p}) : std::nullopt;
  }
  if (take(line, "fail taskmanager ")) return with_number(DecisionKind::kFailTaskManager, line);
  if (take(line, "fail task ")) return with_number(DecisionKind::kFailTask, line);
  if (line == "fail jobmaster") return Decision{DecisionKind::kFailJobMaster, {}};
  if (take(line, "rescale ")) return with_number(DecisionKind::kRescale, line);
  return std::nullopt;
}

Result<Decisions> parse_decisions(std::string_view text) {
  Decisions out;
  for (std::size_t line = 1; !text.empty(); line++) {
    const std::size_t end = text.find('\n');
    std::string_view one = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (!one.empty() && one.back() == '\r') one.remove_suffix(1);
    if (one.empty() || one.front() == '#') continue;
    const auto d = parse_decision(one);
    if (!d)
      return Error{ErrorKind::kBadData,
                   "line " + std::to_string(line) + ": '" + std::string(one) +
                       "' is not a decision (run, lose, fail task, rescale, …)"};
    out.push_back(*d);
  }
  return out;
}

std::string to_string(const Decisions& decisions) {
  std::string out;
  for (const Decision& d : decisions) out += to_string(d) + '\n';
  return out;
}

}  // namespace weir::sim

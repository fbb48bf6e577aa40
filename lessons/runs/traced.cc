#include "lessons/runs/traced.h"

#include <utility>

#include "lessons/runs/target.h"
#include "lessons/runs/trace_file.h"

namespace weir::runs {

Result<Traced> Traced::open(const std::string& target, const std::vector<std::string>& sets) {
  return open(target, sets, std::nullopt);
}

Result<Traced> Traced::open_at(const std::string& target, const std::vector<std::string>& sets,
                               std::int64_t step) {
  return open(target, sets, step);
}

Result<Traced> Traced::open(const std::string& target, const std::vector<std::string>& sets,
                            std::optional<std::int64_t> step) {
  Traced out;
  auto run = RecordedRun::open({target, sets, {}});
  if (!run) return run.error();
  out.run_ = std::move(*run);
  if (const auto ok = out.go(step); !ok) return ok.error();
  return out;
}

Result<void> Traced::go(std::optional<std::int64_t> step) {
  const bool there = step ? run_->reach(*step) : run_->finish();
  if (!there && step)
    return Error{ErrorKind::kBadArgument,
                 "--at wants a step from 0 to " + std::to_string(timeline().steps()) +
                     ", which is the last one of this run, not " + std::to_string(*step) + "."};
  if (!there)
    return Error{ErrorKind::kBadArgument, "This run does not end by itself; say a step with --at."};
  place_ = step ? timeline().end_of(*step) : timeline().events().size();
  return {};
}

bool Traced::is_users(const std::string& target, const std::vector<std::string>& sets) {
  if (is_trace_file(target) || !sets.empty()) return true;
  const auto found = find_target(target);
  return !found || found->users;
}

}  // namespace weir::runs

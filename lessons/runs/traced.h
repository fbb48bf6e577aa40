// Traced: the run that somebody asks about: a job, which is run as far as is needed, or a file that
//   `weir run --json` wrote. What stands behind why, state, diff and replay.
//   A file is told by its name (trace_file.h); everything else is a target as `weir run` takes it.
// Errors: mistakes of the user, as sentences.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lessons/runs/recorded_run.h"

namespace weir::runs {

class Traced {
 public:
  // Runs to the end.
  static Result<Traced> open(const std::string& target, const std::vector<std::string>& sets);
  // Runs to the end of a step, and no further than needed.
  static Result<Traced> open_at(const std::string& target, const std::vector<std::string>& sets,
                                std::int64_t step);

  const Timeline& timeline() const { return run_->timeline(); }
  std::size_t place() const { return place_; }       // that was asked for
  std::string name() const { return run_->name(); }  // of the job, for titles
  // Whose mistake it is if it cannot be opened.
  static bool is_users(const std::string& target, const std::vector<std::string>& sets);

 private:
  static Result<Traced> open(const std::string& target, const std::vector<std::string>& sets,
                             std::optional<std::int64_t> step);
  Result<void> go(std::optional<std::int64_t> step);

  std::unique_ptr<RecordedRun> run_;
  std::size_t place_ = 0;
};

}  // namespace weir::runs

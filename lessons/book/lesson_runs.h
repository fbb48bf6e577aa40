// LessonRuns: runs of a lesson's job, whole and with their traces, each made once; and queries on
// them.
//   A run is its assignments ("--set") and kills ("--kill", "TASK@DECISION"), in any order of the
//   assignments to different keys that somebody wrote.
// Ownership: runs and the Worlds at their ends live as long as the LessonRuns. Errors: sentences: a
//   job that cannot be opened, a run without end, a query that does not compile.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/trace/query/evaluation.h"
#include "lessons/runs/recorded_run.h"

namespace weir::book {

struct RunSpec {
  std::vector<std::string> sets, kills;
  auto operator<=>(const RunSpec&) const = default;
};

class LessonRuns {
 public:
  // `target`: as `weir run` takes it.
  explicit LessonRuns(std::string target) : target_(std::move(target)) {}

  Result<const runs::RecordedRun*> run(const RunSpec& spec);
  // Whether the job can be opened at all with these.
  bool opens(const RunSpec& spec) const;
  Result<QueryAnswer> ask(const RunSpec& spec, const std::string& query);
  // The step of the first event that a query finds.
  Result<std::int64_t> step_of(const RunSpec& spec, const std::string& query);

 private:
  std::string target_;
  std::map<RunSpec, std::unique_ptr<runs::RecordedRun>> runs_;
  std::map<std::pair<RunSpec, std::string>, QueryAnswer> answers_;
};

}  // namespace weir::book

// Properties: what must hold for any input (table.h), each written once.
//   find_failure() looks for a schedule of the property that fails for this input; it ends at the
//   first, or when the budget is spent. What it went through is added to Explored.
// Points of failure are those of the one enumeration there is (sim/crash_points.h): all of them for
// short inputs; of others, and on RocksDB, some, drawn by the seed.
#pragma once
#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "exercises/grader/judge.h"

namespace weir::exercises {

// What a pass or an unknown is worth.
struct Explored {
  std::uint64_t failure_points = 0;
  std::uint64_t restarts = 0;  // at another parallelism
  std::set<std::string> backends;
  std::set<std::string> failed_on;  // backends with failure points
  std::size_t pairs = 0;            // of parallelism
  std::string missing;              // a backend that this build does not have
};

std::optional<Failure> find_failure(const Property& property, Judge& judge,
                                    const Judge::Rows& input, std::uint64_t seed,
                                    Explored& explored);

// The same judgement of one schedule.
std::optional<Failure> judge_again(const Property& property, Judge& judge,
                                   const Schedule& schedule);

}  // namespace weir::exercises

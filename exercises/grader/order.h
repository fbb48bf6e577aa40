// Order: what the tool asks of the process with the learner's code, and where the answers go.
//   On the command line of that process: "grade --seed N --budget RUNS", "trace TOKEN", "trace
//   first": the first case, with nothing special.
// Errors: what is no order is kBadArgument.
#pragma once
#include <cstdint>
#include <span>
#include <string>

#include "engine/core/result.h"
#include "exercises/grader/channel.h"
#include "exercises/report/schedule.h"

namespace weir {

class Grading {
 public:
  enum class What : std::uint8_t { kGrade, kTrace };

  static Result<Grading> of(std::span<char* const> arguments, exercises::Channel& channel);

  What what() const { return what_; }
  std::uint64_t seed() const { return seed_; }
  std::uint64_t budget() const { return budget_; }  // runs
  // kTrace: which schedule, unless it is that of the first case.
  const exercises::Schedule& schedule() const { return schedule_; }
  bool first_case() const { return first_case_; }
  exercises::Channel& channel() const { return *channel_; }

 private:
  explicit Grading(exercises::Channel& channel) : channel_(&channel) {}

  What what_ = What::kGrade;
  std::uint64_t seed_ = 42;
  std::uint64_t budget_ = 100'000;
  exercises::Schedule schedule_;
  bool first_case_ = false;
  exercises::Channel* channel_;
};

}  // namespace weir

// Schedule: one run of an exercise, whole: what goes in, what is under it, what fails and when. And
// the same as a token, one line that somebody can copy:  w1:e03:AgMA…
//   A token carries everything, no file belongs to it: `weir replay TOKEN` runs it again with the
//   code that is there now. Of plain calls (exercise 2) the input is the arguments.
// Errors: a token that was cut, mistyped, or is of another Weir is kBadArgument, a sentence.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/result.h"
#include "engine/core/value.h"
#include "sim/decision.h"

namespace weir::exercises {

struct Fault {
  std::uint64_t at = 0;  // before the decision of this number, from 0
  sim::Decision decision;
  std::string victim;  // "kill average#0"
  bool operator==(const Fault&) const = default;
};

struct Schedule {
  int exercise = 0;
  std::string check;                      // the check that it belongs to
  std::vector<Value> input;               // records, in order
  std::string backend = "hashmap";        // or "rocksdb", "hostile"
  bool rebuild = false;                   // the object is made anew in front of every call
  std::uint32_t parallelism = 1;          // of the function that is graded
  std::uint32_t restart_parallelism = 0;  // after the fault; 0: as before
  std::uint64_t seed = 42;
  std::optional<Fault> fault = {};
  bool operator==(const Schedule&) const = default;
};

std::string token_of(const Schedule& schedule);
Result<Schedule> schedule_of(std::string_view token);
bool is_token(std::string_view typed);  // begins like one

}  // namespace weir::exercises

// What the grader found, as it comes from the process with the learner's code to the tool: plain
// data, as Values on the way (report_codec.h).
//   First a Plan: all checks, in order. Then a CheckReport for each that was run; after the first
//   that did not pass, none. Then an Ending. A process that dies in between leaves the Plan and the
//   checks before; what it did when it died stands in the StatusPage (page.h).
#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/value.h"

namespace weir::exercises {

enum class Outcome : std::uint8_t { kOk, kFail, kUnknown };

// What kind of failure: the words differ.
enum class FindingKind : std::uint8_t {
  kWrong,             // an answer that is not the expected one
  kTodo,              // todo() was called: not yet
  kThrew,             // an exception left the learner's code
  kNotDeterministic,  // two runs of one input differ
  kBudget,            // nothing wrong found before the budget was spent
  kForbidden          // a thread, another process: what no function may do
};

struct Finding {
  FindingKind kind = FindingKind::kWrong;
  // "input", "(1, 3) (1, 5)": in the order in which they are shown.
  std::vector<std::pair<std::string, std::string>> lines;
  std::string schedule;  // "killed average#0 before decision 31, hashmap"; empty: nothing special
  std::string token;     // replays it; empty: there is nothing to replay
  // The first thing that anybody could see to be wrong: a result that is none (wrong_row), or one
  // that does not come when the record with this number of the input (from 0) has been read
  // (wrong_after). Null and -1: neither.
  Value wrong_row;
  std::int64_t wrong_after = -1;
  bool operator==(const Finding&) const = default;
};

struct CheckName {
  std::string id;        // "crash": as in hints.toml
  std::string sentence;  // "a failure at any step changes nothing"
  bool operator==(const CheckName&) const = default;
};

struct Plan {
  int exercise = 0;
  std::uint64_t seed = 0;
  std::size_t cases = 0;       // the first so many checks
  std::size_t properties = 0;  // the others
  std::vector<CheckName> checks;
  bool operator==(const Plan&) const = default;
};

struct CheckReport {
  std::string id;
  Outcome outcome = Outcome::kOk;
  Finding finding;  // of what did not pass
  bool operator==(const CheckReport&) const = default;
};

struct Ending {
  std::vector<std::string> explored;  // "1,204 failure points on 2 backends", …; never empty
  std::uint64_t runs = 0;             // schedules
  std::string fingerprint;            // of the behaviour; only after a failure
  bool operator==(const Ending&) const = default;
};

}  // namespace weir::exercises

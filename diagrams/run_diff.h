// RunDiff: where two runs part: the first step in which they do not do the same, and the first one
//   in which a result of one is not the result of the other.
//    first difference             step 1
//      a  reads salmon@11; sends watermark 11 - 0 - 1 = 10
//      b  reads salmon@11; sends watermark 11 - 2 - 1 = 8
//   Two events are the same if all that they say is: kind, place, time and fields; not their
//   causes, and not the plan that a deployment carries. What backends do (physical events) is left
//   out. Results are what sinks wrote, in order, whenever that was; where one run has fewer, its
//   missing one differs.
// Pure: a function of two Timelines, which may be of a part of a run, and of a Screen.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "diagrams/screen.h"
#include "diagrams/value_words.h"
#include "engine/trace/timeline.h"

namespace weir::diagrams {

struct RunDiff {
  struct Parting {
    std::int64_t step = 0;
    std::string a, b;  // what each does in that step
    bool operator==(const Parting&) const = default;
  };
  std::optional<Parting> first;    // nullopt: the same events
  std::optional<Parting> results;  // nullopt: the same results
  std::size_t a_results = 0, b_results = 0;
};

RunDiff diff_runs(const Timeline& a, const Timeline& b, Writing writing);

// Lines with `indent` blanks in front; ends with a line end.
std::string diff_text(const RunDiff& diff, const Screen& screen, std::size_t indent = 0);

}  // namespace weir::diagrams

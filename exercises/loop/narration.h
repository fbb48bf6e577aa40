// Narration: what the learner's function did in a run, a line per record: its step, the record,
// what the state of its key holds then, what came out; and the failures and restarts in between. A
// function of the trace (DESIGN: graders read what everybody reads), so that steps are those of
// weir step and weir replay.
//   Of many lines the first and the last are told.
#pragma once
#include <string>
#include <vector>

#include "engine/trace/timeline.h"
#include "exercises/report/report.h"

namespace weir::exercises {

struct NarratedStep {
  std::int64_t step = 0;  // 0: no step of its own
  std::string record;     // or what happened: "count#0 fails; restart from checkpoint 1"
  std::string state;      // "sum[1] = (count 1, total 3)"; empty of what is no record
  std::string out;        // "emits (1, 5.0)"; empty: nothing came out
};

// `uid`: of the function.
std::vector<NarratedStep> narrate(const Timeline& timeline, const std::string& uid);
// In columns, with what does not fit left out.
std::vector<std::string> narration_lines(const std::vector<NarratedStep>& steps, std::size_t most);

// The step in which the first wrong thing is to be seen: a result that is none is made, or the
// record that should have given one is read. 0: not to be found.
std::int64_t first_wrong_step(const Timeline& timeline, const std::string& uid,
                              const Finding& finding);

}  // namespace weir::exercises

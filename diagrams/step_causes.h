// StepCauses: which earlier step an event follows from. Causes in a trace are events; people count
//   steps. Of several causes the last counts: the one that was still missing (a timer that was set
//   long ago fires because of the watermark). Inside of a step the causes are followed until they
//   leave it.
// Give it every event in order. Memory: 16 bytes for each step.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/trace/event.h"

namespace weir::diagrams {

class StepCauses {
 public:
  // Of the event that is added: a smaller step than its own; nullopt: none is known.
  std::optional<std::int64_t> add(const TraceEvent& event);

 private:
  struct Begin {
    std::int64_t event, step;
  };
  std::int64_t step_of(std::int64_t event) const;

  std::vector<Begin> begins_;
  // By event of the step at hand, from begins_.back().event on: the step that it follows from.
  std::vector<std::optional<std::int64_t>> in_step_;
};

}  // namespace weir::diagrams

// ShortTrace: a trace as NDJSON for a page, without the smallest events if it has too many.
//   Over `most` events the micro ones go; over `most` then still, all that are no milestones.
//   Milestones stay, and records of which something that stays speaks. Numbers of events and steps
//   are those of the whole trace; a cause that is gone is replaced by its own causes.
//   So that the World stays exact, a line {"k":"left","n":…,"rows":[[table,key,value],…]} stands
//   for the events that are gone: what they left in the tables they touched. It comes at the end of
//   a step, or before the next event that stays; steps of which nothing stays are not in the page.
//   It has the number of the last event that is gone.
// The end line has no sums: the page is no file to be checked.
#pragma once
#include <cstddef>
#include <string>

#include "engine/trace/timeline.h"

namespace weir::diagrams {

struct ShortTrace {
  std::string text;      // NDJSON
  std::size_t left = 0;  // events that are gone
};

ShortTrace short_trace(const Timeline& timeline, std::size_t most);

}  // namespace weir::diagrams

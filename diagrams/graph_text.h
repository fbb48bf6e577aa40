// The logical graph of a job as text, one line for each branch:
//      [lines] --rebalance--> [flat_map split x2] ==hash(word)==> [process count x2 *state]
//          --> (print out x2)
//   A line begins at a source, or at the name of an operator from which one more stream leaves; it
//   ends at a sink, or at the name of an operator that has its box elsewhere: there streams meet.
//   Lines too long for the screen go on below, indented. Boxes: [ ] an operator, ( ) a sink.
//   Arrows: == by key, -- others, .. to all subtasks; --> alone is a call within one task. What
//   else is used is explained below. On a plain screen: sentences. In
//   colours: what has windows, what keeps state, what lets rows out; calls within a task are dim.
// Ends with a newline. No line is wider than the screen, whatever is in the names, but in
// sentences.
#pragma once
#include <string>

#include "diagrams/graph_picture.h"
#include "diagrams/screen.h"

namespace weir::diagrams {

std::string text_of(const GraphPicture& picture, const Screen& screen);

}  // namespace weir::diagrams

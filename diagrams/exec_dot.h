// The tasks of a job for Graphviz, with the channels between them, in slots of task managers; and
// the same with what is the case at one step.
//   A box has one line for each operator of its chain, then its key groups, then, at a step, its
//   status, its watermark and how many keys have state. An arrow is a channel; at a step its head
//   says how many of its places are taken (2/4), which barrier is in it (#3), its watermark (^1200)
//   and a word: "blocked X", "FULL", "IDLE".
// Pictures of two steps of one attempt differ in nothing but texts of fixed size, colours and the
// style of lines, so Graphviz lays them out alike and they can be put one over the other.
// Byte-stable: tasks by rank, vertex and number, arrows by their ends and channel.
#pragma once
#include <string>

#include "diagrams/exec_picture.h"
#include "diagrams/step_overlay.h"

namespace weir::diagrams {

std::string dot_of(const ExecPicture& picture);
// `overlay` is of this picture.
std::string dot_of(const ExecPicture& picture, const StepOverlay& overlay);

}  // namespace weir::diagrams

// The tasks of a job and the channels between them as text; and what is the case in them at a step.
//   Without a step: a table of tasks (what runs in them, where, their key groups), and a line for
//   every kind of connection with how many channels it has. At a step: a table of tasks and one of
//   channels, one line for each. On a plain screen: sentences.
// Ends with a newline. Tables are as wide as the screen at most, names are cut; the marks are those
// of the DOT picture: #3 a barrier, ^1200 a watermark, X blocked. Colours are the log view's.
#pragma once
#include <string>

#include "diagrams/exec_picture.h"
#include "diagrams/screen.h"
#include "diagrams/step_overlay.h"

namespace weir::diagrams {

std::string text_of(const ExecPicture& picture, const Screen& screen);
// `overlay` is of this picture.
std::string text_of(const ExecPicture& picture, const StepOverlay& overlay, const Screen& screen);

}  // namespace weir::diagrams

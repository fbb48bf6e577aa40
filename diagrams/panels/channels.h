// The channels of a run at a moment: what waits in each, oldest next to the reader, and the event
// time that every reader makes of its channels; below them what each source has reached.
//    camera -> count                          ^14 > count   event time 10
//    camera: newest event time 15, out_of_orderness 0 ms, last watermark sent 14
//   Each task stands once, beside its first input. Of many channels those come first in which
//   something waits or happens; how many are left out is said.
#pragma once
#include "diagrams/panels/moment.h"

namespace weir::diagrams {

std::optional<Panel> channels_panel(const Moment& moment, const Screen& screen);

}  // namespace weir::diagrams

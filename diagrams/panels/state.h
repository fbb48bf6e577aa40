// State and timers at a moment: a row for each value, with what the move changed ("2 -> 3") and
// what the latest complete checkpoint holds of it.
//    key    value   in cp 2
//    alice  2 -> 3  2
//   A panel for each state of each operator; what windows hold is in panels/windows.h. Of many rows
//   those that changed come first; how many are left out is said.
#pragma once
#include "diagrams/panels/moment.h"

namespace weir::diagrams {

std::vector<Panel> state_panels(const Moment& moment, const Screen& screen,
                                std::size_t most_rows = 10);
std::optional<Panel> timers_panel(const Moment& moment, const Screen& screen);

// The rows of one operator's states whose keys or names hold a text; for `weir state`: all of them.
std::vector<Panel> all_state(const World& world, const Timeline& timeline, std::size_t place,
                             const Screen& screen);

}  // namespace weir::diagrams

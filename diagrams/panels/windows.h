// The windows of each window operator at a moment: what they hold, when they fire, which have fired
// and are gone, and what was late.
//    window    fish      fires at   holds
//    [15,20)   0 -> 1    19         trout@15
//   Of many windows those that the move touched come first; how many are left out is said. What a
//   window holds and which are gone is read from the last kLookBack events.
#pragma once
#include "diagrams/panels/moment.h"

namespace weir::diagrams {

inline constexpr std::size_t kLookBack = 50'000;

std::vector<Panel> window_panels(const Moment& moment, const Screen& screen);

}  // namespace weir::diagrams

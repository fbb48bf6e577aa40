// A trace of about a million events: how long it takes to open it for walking, to go to any place
// in it, and to say why. Outcome::work is 1 and seconds are those of one of them; of seeks the 99th
// of a hundred, of answers the mean.
#pragma once
#include "tests/bench/measure.h"

namespace weir::bench {

// `results`: the number of events.
Outcome open_timeline(Stopwatch& watch);
// `bytes`: nanoseconds that 99 of 100 seeks to random places do not take longer than.
Outcome seek_timeline(Stopwatch& watch);
// `bytes`: nanoseconds of an answer at a random place.
Outcome ask_timeline(Stopwatch& watch);

}  // namespace weir::bench

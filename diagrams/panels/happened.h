// What happened in a move, with the step it follows from; what the job has written so far; and how
// its checkpoints stand.
#pragma once
#include "diagrams/panels/moment.h"

namespace weir::diagrams {

// A sentence for each event that matters ("micro": for every event).
Panel event_panel(const Moment& moment, const Screen& screen, bool micro);
std::optional<Panel> output_panel(const Moment& moment, const Screen& screen);
// nullopt: no checkpoint has begun, and no task has failed.
std::optional<Panel> checkpoint_panel(const Moment& moment, const Screen& screen);

// A line for each of these events (places in the Timeline, ascending): step, who, what; what is
// too long goes on in the next line.
std::vector<std::string> event_lines(const Timeline& timeline, std::span<const std::size_t> places,
                                     const Screen& screen);

}  // namespace weir::diagrams

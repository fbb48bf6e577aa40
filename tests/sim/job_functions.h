// The functions inside the jobs of jobs.h that are no lesson's. All of them keep their state in
// Weir's keyed state, so that nothing but a checkpoint brings it back.
#pragma once
#include <memory>

#include "engine/operators/function.h"
#include "engine/window/window_function.h"

namespace weir::testing {

// Both inputs [id, key, …] -> [key, left id, right id] for each pair, when its second half comes.
std::unique_ptr<KeyedCoProcessFunction> make_join();
// [id, …] -> [key, running count, running sum of the ids].
std::unique_ptr<KeyedProcessFunction> make_totals();
// A window's elements -> [key, start, end, ids in order].
std::unique_ptr<WindowFunction> make_list_ids();
// Event timers: [key, time] for each record that no other follows within kQuiet ms of event time.
inline constexpr Duration kQuiet = 8;
std::unique_ptr<KeyedProcessFunction> make_event_inactivity();
// Processing timers: [key, ids in order] of what came before a pause of kPause ms; the rest comes
// at the end of event time.
inline constexpr Duration kPause = 6;
std::unique_ptr<KeyedProcessFunction> make_processing_inactivity();

}  // namespace weir::testing

// The user code of the jobs in vectors/FORMAT_runtime.md §11 that are no job files, as somebody
// would write it who uses Weir. Events are rows; the fields are numbered here.
#pragma once
#include <memory>

#include "engine/operators/function.h"

namespace weir::conformance {

enum EventField : std::size_t { kKey, kTs, kValue };

std::unique_ptr<KeyedProcessFunction> make_inactivity(Duration gap);
std::unique_ptr<KeyedProcessFunction> make_sum_at_end();
// How the counts of words change: rows [count, +1], and with `retract` [count before, -1].
std::unique_ptr<KeyedProcessFunction> make_changes_of_counts(bool retract);
// What rows [key, change] add up to.
std::unique_ptr<KeyedProcessFunction> make_total_at_end();

}  // namespace weir::conformance

// The user code of the jobs in vectors/FORMAT_runtime.md §11, as somebody would write it who uses
// Weir. Events are rows; the fields are numbered here. Word count and order join are the lessons'.
#pragma once
#include <memory>

#include "engine/operators/function.h"
#include "engine/window/window_function.h"

namespace weir::conformance {

enum EventField : std::size_t { kKey, kTs, kValue, kText, kNumber };  // kNumber: in its source

std::unique_ptr<KeyedProcessFunction> make_inactivity(Duration gap);
std::unique_ptr<KeyedProcessFunction> make_sum_at_end();
// How the counts of words change: rows [count, +1], and with `retract` [count before, -1].
std::unique_ptr<KeyedProcessFunction> make_changes_of_counts(bool retract);
// What rows [key, change] add up to.
std::unique_ptr<KeyedProcessFunction> make_total_at_end();
// [key, start, end, elements, sum] for each firing.
std::unique_ptr<WindowFunction> make_count_and_sum();
Value late_row(const Value& event);

}  // namespace weir::conformance

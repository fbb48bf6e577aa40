// How rows are printed for people.
//   tuple_text:  (ann,1), as Flink prints a Tuple. A text stands as it is; a row of one is (ann).
//   fields_text: user=ann  n=1, with the names of the row's type; a window, the columns
//     window_start and window_end, comes first: [0,10)  user=ann  n=1. Rows inside of it are
//     printed as tuples. What is no row of this type is printed as a tuple.
// Nothing is escaped: who prints to a terminal sees to that.
#pragma once
#include <string>

#include "engine/core/row_type.h"
#include "engine/core/value.h"

namespace weir {

// Columns that a window puts in front of its aggregates.
inline constexpr const char* kWindowStart = "window_start";
inline constexpr const char* kWindowEnd = "window_end";

std::string tuple_text(const Value& row);
std::string fields_text(const Value& row, const RowType& type);

}  // namespace weir

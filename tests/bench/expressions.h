// Filters: a compiled expression beside the same filter written in C++, with the same null checks
// and behind the same kind of call. work is the number of rows looked at, results how many passed.
#pragma once
#include <string_view>

#include "tests/bench/measure.h"

namespace weir::bench {

enum class FilterCase : unsigned char {
  kText,       // user != ''
  kTwo,        // price * quantity > 100 and city = 'x'
  kTree,       // comparisons of all kinds under and, or, not
  kFunctions,  // functions of texts
};

Outcome run_expression(FilterCase which, Stopwatch& watch);
Outcome run_filter_in_cpp(FilterCase which, Stopwatch& watch);

}  // namespace weir::bench

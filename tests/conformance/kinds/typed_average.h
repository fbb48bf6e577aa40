// The function `average_of_three` of vectors of keyed operators (FORMAT_state_time_windows.md §5),
// as users of Weir write it: typed. It is right in mode `update`; `mutate` changes the object that
// live() hands out, `cached` one that it keeps itself, and both tell the state about it only when
// it is new, which is a mistake.
//   Elements are rows [key, argument of the verb]. Results are objects {"key", "average"}.
#pragma once
#include <string_view>

#include "engine/api/function_factory.h"

namespace weir::conformance {

FunctionFactory typed_average_of_three(std::string_view mode);

}  // namespace weir::conformance

// Functions of vectors of keyed operators (FORMAT_state_time_windows.md §5) as users of Weir write
// them: typed. Those that change the object that Flink hands out change the one of live().
//   Elements are rows [key, argument of the verb].
#pragma once
#include <string_view>

#include "engine/api/function_factory.h"

namespace weir::conformance {

// Results are {"key", "average"}. Right in mode `update`; `mutate` changes the object of live(),
// `cached` one that it keeps itself, and both tell the state about it only when it is new, which is
// a mistake.
FunctionFactory typed_average_of_three(std::string_view mode);

// The actions value.update, value.mutate_add and value.value, on the value state "o" of a list of
// numbers; results are {"key", "op", "state", "returns"}.
FunctionFactory typed_list_in_a_value();

}  // namespace weir::conformance

// The solutions of exercise 3 as functions that tests can run. Their rows are (key, value) in and
// (key, average) out.
#pragma once
#include <utility>
#include <vector>

#include "engine/api/function_factory.h"

namespace weir::testing {

std::vector<std::pair<const char*, FunctionFactory>> average_solutions();

}  // namespace weir::testing

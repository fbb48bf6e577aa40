// The typed functions of these tests. Learners' code and the engine's cannot be in one file: what
// they have in common are factories and the shapes of rows.
#pragma once
#include "engine/api/function_factory.h"

namespace weir::testing {

// Pairs (key, value) in, (key, average) out after every third value of a key.
FunctionFactory average_of_three();
const runtime::Schema& pair_schema();
const runtime::Schema& average_schema();

}  // namespace weir::testing

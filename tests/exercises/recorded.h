// Cases that were recorded of Apache Flink (tests/conformance/vectors/).
#pragma once
#include <string>

#include "engine/core/value.h"

namespace weir::testing {

// The member of a map, which is there.
Value member(const Value& map, const char* name);
// All cases of a file.
Value recorded_cases(const std::string& file);

}  // namespace weir::testing

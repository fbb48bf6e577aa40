// Which kinds of vectors the runner can replay: one row for each, and one .cc in kinds/ for each
// subject. Sorted by name.
#pragma once
#include <string_view>

#include "tests/conformance/runner.h"

namespace weir::conformance {

Outcome run_key_group(const Case& c);    // kinds/pure.cc
Outcome run_partitioner(const Case& c);  // kinds/partitioner.cc
Outcome run_pure(const Case& c);         // kinds/pure.cc

inline constexpr KindRunner kKinds[] = {
    {"key_group", run_key_group},
    {"partitioner", run_partitioner},
    {"pure", run_pure},
};

// The state backends of Weir that a case with config.backends is replayed on.
inline constexpr std::string_view kBackends[] = {"hashmap"};

}  // namespace weir::conformance

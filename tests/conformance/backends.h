// Which of Weir's state backends a case is replayed on. The suite says so before each replay; kinds
// that keep keyed state ask for the factory.
//   RocksDB is absent from a build without it.
// Ownership: factories are made once and live until the process ends, so that databases are used
// again from case to case.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "engine/state/keyed_backend.h"

namespace weir::conformance {

std::vector<std::string> replayed_backends();  // "hashmap" first
void use_backend(std::string_view name);
KeyedBackendFactory& current_backends();

}  // namespace weir::conformance

// The heap backend: cells are Values in memory, snapshots are copy-on-write and start in O(1).
//   The type itself, for those who must inline it: HashMapBackend (hashmap_backend.h).
// Follows Flink's HashMapStateBackend.
#pragma once
#include <memory>

#include "engine/state/keyed_backend.h"

namespace weir {

std::unique_ptr<KeyedBackendFactory> make_hashmap_backend_factory();

}  // namespace weir

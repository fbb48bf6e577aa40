// The heap backend: cells are Values in memory, snapshots are copy-on-write and start in O(1).
//   Follows Flink's HashMapStateBackend. Types: HashMapBackend (hashmap_backend.h), for those who
//   must inline it.
#pragma once
#include <memory>

#include "engine/state/keyed_backend.h"

namespace weir {

std::unique_ptr<KeyedBackendFactory> make_hashmap_backend_factory();

}  // namespace weir

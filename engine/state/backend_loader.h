// load_backend: a factory of keyed backends by name, "hashmap" or "rocksdb".
//   RocksDB is a library of its own, libweir_rocksdb.so, loaded the first time somebody asks for it
//   and never unloaded; it lies beside libweir.so or beside the program. Nobody who does not ask
//   pays for it. After the first database was opened the process must not fork (RocksDB's threads
//   do not come along).
// Options, for RocksDB only: where it keeps its files (memory unless a directory is named; the
//   directory is scratch space, what survives is the checkpoint); when it asks for physical work
//   (keyed_backend.h); who decides about its file operations.
// Ownership: the factory is the caller's. io_faults outlives everything made by the factory.
// Errors: kBadArgument for another name, kUnsupported if this Weir was built without RocksDB, kIo
//   if the library cannot be loaded or the directory not be used; each says what to do.
// Follows Flink's StateBackendLoader.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/env/io_faults.h"
#include "engine/state/keyed_backend.h"

namespace weir {

struct BackendOptions {
  std::string directory;                       // empty: in memory
  std::uint64_t memtable_bytes = 32ull << 20;  // written since the last flush, before the next; > 0
  std::uint32_t flushes_per_compaction = 4;    // 0: never
  IoFaults* io_faults = nullptr;
};

Result<std::unique_ptr<KeyedBackendFactory>> load_backend(std::string_view name,
                                                          const BackendOptions& options = {});

// The names that load_backend knows in this build: "rocksdb" is missing with -DWEIR_ROCKSDB=OFF.
std::vector<std::string> backend_names();

}  // namespace weir

#include "engine/state/backend_loader.h"

#include <dlfcn.h>

#include <filesystem>

#include "engine/state/hashmap/factory.h"

namespace weir {

std::vector<std::string> backend_names() {
#if WEIR_HAS_ROCKSDB
  return {"hashmap", "rocksdb"};
#else
  return {"hashmap"};
#endif
}

#if WEIR_HAS_ROCKSDB

namespace {

constexpr const char* kLibrary = "libweir_rocksdb.so";
constexpr const char* kEntry = "weir_make_rocksdb_factory";
using Entry = void (*)(const BackendOptions&, Result<std::unique_ptr<KeyedBackendFactory>>&);

// Beside this library, beside the program, wherever the system looks; "" if it is nowhere, with
// what the system said last in `why`.
void* open_library(std::string& where, std::string& why) {
  std::vector<std::filesystem::path> candidates;
  Dl_info self;
  if (dladdr(reinterpret_cast<const void*>(&backend_names), &self) != 0)
    candidates.push_back(std::filesystem::path(self.dli_fname).parent_path() / kLibrary);
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (!error) candidates.push_back(program.parent_path() / kLibrary);
  candidates.emplace_back(kLibrary);
  for (const std::filesystem::path& candidate : candidates) {
    const bool plain = !candidate.has_parent_path();
    if (!plain && !std::filesystem::exists(candidate, error)) continue;
    if (void* library = dlopen(candidate.c_str(), RTLD_NOW | RTLD_LOCAL)) return library;
    why = dlerror();
    where = candidate.string();
    if (!plain) break;  // it is there and cannot be loaded: that is what must be said
  }
  return nullptr;
}

Result<std::unique_ptr<KeyedBackendFactory>> load_rocksdb(const BackendOptions& options) {
  std::string where, why;
  void* library = open_library(where, why);
  if (library == nullptr)
    return Error{ErrorKind::kIo, "the RocksDB backend cannot be loaded: " + why +
                                     ". It belongs beside libweir.so, and needs RocksDB's library "
                                     "(librocksdb-dev); the backend 'hashmap' needs neither"};
  void* entry = dlsym(library, kEntry);
  if (entry == nullptr)
    return Error{ErrorKind::kIo, std::string(kLibrary) + " is not of this Weir: it has no " +
                                     kEntry + "; install both from one build"};
  Result<std::unique_ptr<KeyedBackendFactory>> out = Error{};
  reinterpret_cast<Entry>(entry)(options, out);
  return out;
}

}  // namespace

#endif

Result<std::unique_ptr<KeyedBackendFactory>> load_backend(
    std::string_view name, [[maybe_unused]] const BackendOptions& options) {
  if (name == "hashmap") return make_hashmap_backend_factory();
  if (name == "rocksdb") {
#if WEIR_HAS_ROCKSDB
    if (options.memtable_bytes == 0)
      return Error{ErrorKind::kBadArgument, "RocksDB needs a memtable of at least one byte"};
    return load_rocksdb(options);
#else
    return Error{ErrorKind::kUnsupported,
                 "this Weir was built without RocksDB (-DWEIR_ROCKSDB=OFF); use the backend "
                 "'hashmap', or build with -DWEIR_ROCKSDB=ON"};
#endif
  }
  return Error{ErrorKind::kBadArgument, "there is no state backend '" + std::string(name) +
                                            "'; there are 'hashmap' and 'rocksdb'"};
}

}  // namespace weir

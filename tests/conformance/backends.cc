#include "tests/conformance/backends.h"

#include <map>
#include <memory>

#include "engine/state/backend_loader.h"

namespace weir::conformance {

namespace {

// Never destroyed: RocksDB's own statics may go before ours.
using Factories = std::map<std::string, std::unique_ptr<KeyedBackendFactory>>;
Factories& factories() {
  static auto* all = new Factories;
  return *all;
}

KeyedBackendFactory* g_current = nullptr;

}  // namespace

std::vector<std::string> replayed_backends() { return weir::backend_names(); }

void use_backend(std::string_view name) {
  std::unique_ptr<KeyedBackendFactory>& factory = factories()[std::string(name)];
  if (factory == nullptr) {
    auto loaded = load_backend(name);
    WEIR_CHECK(loaded.has_value(), loaded ? "" : loaded.error().text.c_str());
    factory = std::move(*loaded);
  }
  g_current = factory.get();
}

KeyedBackendFactory& current_backends() {
  if (g_current == nullptr) use_backend("hashmap");
  return *g_current;
}

}  // namespace weir::conformance

// What the loader (state/backend_loader.cc) looks for in this library.
#include "engine/state/rocksdb/rocks_backend.h"

namespace weir::rocks {

namespace {

class RocksBackendFactory final : public KeyedBackendFactory {
 public:
  explicit RocksBackendFactory(DatabasePool& pool) : pool_(pool) { pool_.hold(); }
  ~RocksBackendFactory() override { pool_.let_go(); }
  RocksBackendFactory(const RocksBackendFactory&) = delete;
  RocksBackendFactory& operator=(const RocksBackendFactory&) = delete;

  const char* name() const override { return "rocksdb"; }
  std::unique_ptr<KeyedStateBackend> create(const BackendConfig& config) override {
    return std::make_unique<RocksBackend>(config, pool_);
  }

 private:
  DatabasePool& pool_;
};

}  // namespace

}  // namespace weir::rocks

extern "C" void weir_make_rocksdb_factory(
    const weir::BackendOptions& options,
    weir::Result<std::unique_ptr<weir::KeyedBackendFactory>>& out);

void weir_make_rocksdb_factory(const weir::BackendOptions& options,
                               weir::Result<std::unique_ptr<weir::KeyedBackendFactory>>& out) {
  auto* pool = new weir::rocks::DatabasePool(options);
  auto factory = std::make_unique<weir::rocks::RocksBackendFactory>(*pool);
  if (const weir::Result<void> ready = pool->prepare(); !ready)
    out = ready.error();
  else
    out = std::unique_ptr<weir::KeyedBackendFactory>(std::move(factory));
}

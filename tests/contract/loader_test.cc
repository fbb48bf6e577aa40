// Backends by name: what is there, what is not, and what is said about it.
#include "engine/state/backend_loader.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/catch.h"
#include "tests/contract/rig.h"
#include "tests/temporary_folder.h"

using namespace weir;

namespace {

bool has_rocksdb() {
  const std::vector<std::string> names = weir::backend_names();
  return std::find(names.begin(), names.end(), "rocksdb") != names.end();
}

}  // namespace

TEST_CASE("A backend is found by its name") {
  for (const std::string& name : weir::backend_names()) {
    const auto factory = load_backend(name);
    REQUIRE(factory.has_value());
    CHECK((*factory)->name() == name);
  }
  const auto other = load_backend("rocks");
  REQUIRE(!other);
  CHECK(other.error().kind == ErrorKind::kBadArgument);
  CHECK(other.error().text ==
        "there is no state backend 'rocks'; there are 'hashmap' and 'rocksdb'");
}

TEST_CASE("A backend that is not in this build is refused with what to do") {
  if (has_rocksdb()) WEIR_SKIP("this Weir has RocksDB");
  const auto factory = load_backend("rocksdb");
  REQUIRE(!factory);
  CHECK(factory.error().kind == ErrorKind::kUnsupported);
  CHECK(factory.error().text.find("WEIR_ROCKSDB=ON") != std::string::npos);
}

TEST_CASE("A program that asks for no RocksDB has none in memory") {
  // This test runs in a process of its own, in which nothing has been loaded.
  const auto loaded = [] {
    std::ifstream maps("/proc/self/maps");
    std::string line;
    while (std::getline(maps, line))
      if (line.find("librocksdb") != std::string::npos) return true;
    return false;
  };
  const bool before = loaded();
  CHECK(load_backend("hashmap").has_value());
  CHECK(loaded() == before);
  if (has_rocksdb()) {
    CHECK(load_backend("rocksdb").has_value());
    CHECK(loaded());
  }
}

TEST_CASE("A directory that cannot be used is an error with its name") {
  if (!has_rocksdb()) WEIR_SKIP("this Weir was built without RocksDB");
  const testing::TemporaryFolder scratch;
  const std::string file = scratch / "file";
  std::ofstream(file) << "x";
  BackendOptions options;
  options.directory = file + "/below";
  const auto factory = load_backend("rocksdb", options);
  REQUIRE(!factory);
  CHECK(factory.error().kind == ErrorKind::kIo);
  CHECK(factory.error().text.find(options.directory) != std::string::npos);
}

TEST_CASE("A backend may outlive the factory it came from") {
  for (const std::string& name : weir::backend_names()) {
    auto factory = std::move(*load_backend(name));
    auto backend = factory->create({128, {0, 127}});
    factory.reset();
    const StateId id = *backend->register_state({"v", StateKind::kValue});
    const Value key = Value::integer(1);
    backend->set_current_key(key, 0, 5);
    backend->put(id, {}, Value::text("still here"));
    CHECK(backend->get(id, {})->to_string() == "\"still here\"");
  }
}

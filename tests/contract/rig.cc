#include "tests/contract/rig.h"

#include <cstdlib>
#include <filesystem>
#include <map>

#include "engine/core/check.h"
#include "engine/core/codec.h"
#include "engine/state/backend_loader.h"
#include "exercises/grader/hostile_backend.h"
#include "tests/temporary_folder.h"

namespace weir::contract {

namespace {

std::unique_ptr<KeyedBackendFactory> made_factory(const std::string& name) {
  if (name == "hostile") return exercises::make_hostile_backend_factory();
  if (name != "rocksdb on disk") return std::move(*load_backend(name));
  static testing::TemporaryFolder scratch;  // gone when the process ends
  BackendOptions options;
  options.directory = scratch / "rocksdb";
  return std::move(*load_backend("rocksdb", options));
}

}  // namespace

std::vector<std::string> backend_names() {
  std::vector<std::string> names = {"hashmap", "hostile"};
  for (const std::string& name : weir::backend_names())
    if (name == "rocksdb") names.insert(names.end(), {"rocksdb", "rocksdb on disk"});
  return names;
}

KeyedBackendFactory& factory_of(const std::string& name) {
  // Never destroyed: RocksDB's own statics may be gone before ours.
  static auto* factories = new std::map<std::string, std::unique_ptr<KeyedBackendFactory>>;
  std::unique_ptr<KeyedBackendFactory>& factory = (*factories)[name];
  if (factory == nullptr) factory = made_factory(name);
  return *factory;
}

Value random_key(Random& random, std::size_t variety) {
  const auto n = static_cast<std::int64_t>(random.below(variety));
  switch (random.below(8)) {
    case 0: return Value::text("key-" + std::to_string(n));
    case 1: return Value::text("a key of more than fifteen bytes " + std::to_string(n));
    case 2: return Value::number(static_cast<double>(n) / 4 - 1);
    case 3:
      return Value::row(
          {Value::integer(n % 3), Value::text(std::string("r").append(std::to_string(n)))});
    case 4: return Value::boolean(n % 2 == 0);
    case 5: return Value::text(std::string("z\0", 2) + static_cast<char>('a' + n % 26));
    default: return Value::integer(n * 7 - 20);
  }
}

Value random_value(Random& random, int depth) {
  switch (random.below(depth > 0 ? 8 : 5)) {
    case 0: return Value::null();
    case 1: return Value::boolean(random.one_in(2));
    case 2: return Value::number(static_cast<double>(random.below(1000)) / 8);
    case 3:
      return Value::text(std::string(random.below(40), static_cast<char>('a' + random.below(26))));
    case 4: return Value::integer(static_cast<std::int64_t>(random.next()) >> random.below(64));
    default: break;
  }
  std::vector<Value> all(random.below(4) * 2);
  for (Value& v : all) v = random_value(random, depth - 1);
  return random.one_in(3) ? Value::list(all) : random.one_in(2) ? Value::row(all) : Value::map(all);
}

Namespace random_namespace(Random& random) {
  const auto n = static_cast<Timestamp>(random.below(4)) * 10;
  switch (random.below(8)) {
    case 0: return {n, n + 10};
    case 1: return {n, n + 5};
    case 2: return {-n - 10, -n};
    case 3: return {kMinTimestamp, kMaxTimestamp};
    default: return {};
  }
}

std::string cell_text(const std::string& state, const Value& key, const Namespace& ns,
                      const Value& value) {
  return state + " of " + key.to_string() + " in " + to_string(ns) + ": " +
         kind_name(value.kind()) + " " + value.to_string();
}

std::string timer_text(TimeDomain domain, const Timer& t) {
  return std::string(domain == TimeDomain::kEvent ? "event" : "processing") + " timer " +
         std::to_string(t.timestamp) + " of " + t.key.to_string() + " in " + to_string(t.ns);
}

Rig::Rig(const std::string& backend, std::uint32_t max_parallelism, std::uint32_t parallelism,
         std::uint32_t subtask)
    : config_{max_parallelism, key_group_range(max_parallelism, parallelism, subtask)},
      backend_(factory_of(backend).create(config_)) {}

StateId Rig::state(const std::string& name, StateKind kind) {
  return *backend_->register_state({name, kind});
}

void Rig::key(const Value& key) {
  key_ = key;
  backend_->set_current_key(key_, key_hash(key_), key_group(key_, config_.max_parallelism));
}

std::string Rig::read(StateId state, const Namespace& ns) {
  const Value* value = backend_->get(state, ns);
  return value == nullptr ? "absent" : value->to_string();
}

Timer Rig::timer(Timestamp timestamp, const Value& key, const Namespace& ns) const {
  return {timestamp, key, key_hash(key), key_group(key, config_.max_parallelism), ns};
}

KeyedHandle Rig::snapshot() {
  Result<KeyedHandle> handle = backend_->start_snapshot(1)->finish();
  return *handle;
}

Dump Rig::dump() {
  Dump out;
  backend_->for_each([&](const KeyedStateBackend::Entry& e) {
    WEIR_CHECK(e.group == key_group(e.key, config_.max_parallelism), "a cell knows its key group");
    out.push_back(cell_text(e.state, e.key, e.ns, e.value));
  });
  for (const TimeDomain domain : {TimeDomain::kEvent, TimeDomain::kProcessing})
    backend_->timers(domain).for_each(
        [&](const Timer& t) { out.push_back(timer_text(domain, t)); });
  return out;
}

}  // namespace weir::contract

// What only RocksDB has: physical work, databases that are used again, files that fail.
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <set>
#include <string>

#include "engine/core/codec.h"
#include "engine/core/user_error.h"
#include "engine/state/backend_loader.h"
#include "tests/catch.h"
#include "tests/contract/model.h"
#include "tests/scenarios.h"
#include "tests/temporary_folder.h"

using namespace weir;
using namespace weir::contract;

namespace {

constexpr BackendConfig kWhole{128, {0, 127}, nullptr};

Value n(std::int64_t v) { return Value::integer(v); }

// A backend of a factory of its own, with calls that say where they are.
struct Alone {
  explicit Alone(KeyedBackendFactory& factory, BackendConfig config = kWhole)
      : backend(factory.create(config)) {}

  void key(std::int64_t k) {
    current = n(k);
    backend->set_current_key(current, key_hash(current), key_group(current, 128));
  }
  Timer timer(Timestamp at, std::int64_t k) const {
    return {at, n(k), key_hash(n(k)), key_group(n(k), 128), {}};
  }
  Dump dump() {
    Dump out;
    backend->for_each([&](const KeyedStateBackend::Entry& e) {
      out.push_back(cell_text(e.state, e.key, e.ns, e.value));
    });
    for (const TimeDomain domain : {TimeDomain::kEvent, TimeDomain::kProcessing})
      backend->timers(domain).for_each(
          [&](const Timer& t) { out.push_back(timer_text(domain, t)); });
    return out;
  }

  std::unique_ptr<KeyedStateBackend> backend;
  Value current;
};

std::unique_ptr<KeyedBackendFactory> rocksdb(const BackendOptions& options = {}) {
  return std::move(*load_backend("rocksdb", options));
}

// Cells, lists and timers, `rounds` times over, with physical work whenever it is wanted.
void work(Alone& a, int rounds) {
  const StateId v = *a.backend->register_state({"v", StateKind::kValue});
  const StateId l = *a.backend->register_state({"l", StateKind::kList});
  TimerQueue& timers = a.backend->timers(TimeDomain::kEvent);
  for (int round = 0; round < rounds; round++) {
    for (int k = 0; k < 20; k++) {
      a.key(k);
      const Value* was = a.backend->get(v, {});
      a.backend->put(v, {}, n((was == nullptr ? 0 : was->as_int()) + 1));
      a.backend->append(l, {0, 10}, n(round));
      if (k % 5 == round % 5) a.backend->remove(l, {0, 10});
      timers.add(a.timer(round, k));
    }
    Timer fired;
    for (int i = 0; i < 7; i++) timers.pop(round, fired);
    while (a.backend->wants_work())
      if (const auto done = a.backend->do_work(); !done) throw UserError(done.error());
  }
}

}  // namespace

TEST_CASE("A backend asks for work once, and work changes nothing that can be seen") {
  BackendOptions options;
  options.memtable_bytes = 2'000;
  options.flushes_per_compaction = 2;
  const auto factory = rocksdb(options);
  bool wanted = false;
  Alone a(*factory, {128, {0, 127}, &wanted});
  const StateId v = *a.backend->register_state({"v", StateKind::kValue});
  CHECK(!a.backend->wants_work());
  CHECK(a.backend->do_work()->empty());
  std::vector<BackendEvent> events;
  for (int i = 0; i < 300; i++) {
    a.key(i % 30);
    a.backend->put(v, {}, n(i));
    REQUIRE(wanted == a.backend->wants_work());
    if (!wanted || i % 3 != 0) continue;
    const Dump before = a.dump();
    wanted = false;
    const auto done = a.backend->do_work();
    REQUIRE(done.has_value());
    events.insert(events.end(), done->begin(), done->end());
    REQUIRE(a.dump() == before);
    REQUIRE(a.backend->entries() == static_cast<std::size_t>(std::min(i + 1, 30)));
  }
  std::size_t flushes = 0, compactions = 0;
  for (const BackendEvent& e : events) {
    if (e.kind == BackendEvent::Kind::kFlush) {
      flushes++;
      CHECK(e.from.empty());
      CHECK(e.entries > 0);
    } else {
      compactions++;
      CHECK(e.from.size() >= 2);
      CHECK(e.entries == 30);
    }
    CHECK(e.bytes > 0);
  }
  CHECK(flushes >= 5);
  CHECK(compactions >= 2);
  CHECK(events.front().file == "v/1.sst");
}

TEST_CASE("Work that nobody does is no harm") {
  BackendOptions options;
  options.memtable_bytes = 1;
  const auto factory = rocksdb(options);
  Alone a(*factory);
  const StateId v = *a.backend->register_state({"v", StateKind::kValue});
  for (int i = 0; i < 1'000; i++) {
    a.key(i);
    a.backend->put(v, {}, n(i));
  }
  CHECK(a.backend->wants_work());
  CHECK(a.backend->entries() == 1'000);
}

TEST_CASE("A snapshot that is open over flushes and compactions keeps what it had") {
  BackendOptions options;
  options.memtable_bytes = 500;
  options.flushes_per_compaction = 1;
  const auto factory = rocksdb(options);
  const auto heap = std::move(*load_backend("hashmap"));
  Alone a(*factory), b(*heap);
  work(a, 4);
  work(b, 4);
  const auto part = a.backend->start_snapshot(1), wanted = b.backend->start_snapshot(1);
  work(a, 9);
  CHECK(part->finish()->bytes == wanted->finish()->bytes);
}

TEST_CASE("Nothing of the life before can be seen in a database that is used again") {
  const auto factory = rocksdb();
  const auto heap = std::move(*load_backend("hashmap"));
  Alone fresh(*heap);
  work(fresh, 3);
  const Dump wanted = fresh.dump();
  const std::string bytes = fresh.backend->start_snapshot(1)->finish()->bytes;
  for (int life = 0; life < 300; life++) {
    Alone a(*factory);
    REQUIRE(a.backend->entries() == 0);
    REQUIRE(!a.backend->timers(TimeDomain::kEvent).next().has_value());
    REQUIRE(a.backend->timers(TimeDomain::kEvent).size() == 0);
    // The name may be another kind of state now.
    if (life % 7 == 3) {
      REQUIRE(a.backend->register_state({"v", StateKind::kList}).has_value());
      a.key(3);
      REQUIRE(a.backend->get(0, {}) == nullptr);
      a.backend->append(0, {}, n(1));
      REQUIRE(a.backend->get(0, {})->to_string() == "[1]");
      continue;
    }
    work(a, 3);
    REQUIRE(a.dump() == wanted);
    REQUIRE(a.backend->start_snapshot(1)->finish()->bytes == bytes);
  }
}

TEST_CASE("On disk a backend leaves nothing behind") {
  testing::TemporaryFolder folder;
  BackendOptions options;
  options.directory = folder.path();
  options.memtable_bytes = 3'000;
  const auto factory = rocksdb(options);
  {
    Alone a(*factory), b(*factory);
    work(a, 5);
    work(b, 2);
    CHECK(!std::filesystem::is_empty(folder.path()));
  }
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("More timers than fit into the cache fire in order, all of them") {
  const auto factory = rocksdb();
  Alone a(*factory);
  TimerQueue& timers = a.backend->timers(TimeDomain::kEvent);
  Random random(7);
  std::set<std::pair<Timestamp, std::int64_t>> model;
  for (int step = 0; step < 30'000; step++) {
    const auto at = static_cast<Timestamp>(random.below(4'000));
    const auto k = static_cast<std::int64_t>(random.below(5));
    const std::size_t action = random.below(step < 15'000 ? 10 : 20);
    if (action < 7) {
      timers.add(a.timer(at, k));
      model.insert({at, k});
    } else if (action < 9) {
      timers.remove(a.timer(at, k));
      model.erase({at, k});
    } else {
      Timer out;
      REQUIRE(timers.pop(kMaxTimestamp, out) == !model.empty());
      if (model.empty()) continue;
      REQUIRE(std::pair(out.timestamp, out.key.as_int()) == *model.begin());
      model.erase(model.begin());
    }
    if (step % 1'000 == 0) REQUIRE(timers.size() == model.size());
    REQUIRE(timers.next().has_value() == !model.empty());
    if (!model.empty()) REQUIRE(*timers.next() == model.begin()->first);
  }
  CHECK(model.size() > 2'000);
  auto it = model.begin();
  timers.for_each([&](const Timer& t) {
    REQUIRE(it != model.end());
    REQUIRE(std::pair(t.timestamp, t.key.as_int()) == *it);
    ++it;
  });
  CHECK(it == model.end());
}

namespace {

struct Told {
  std::size_t failures = 0;  // of a run
  bool complete = false;     // to the end, with everything there
};

// The same work under one fault: either it is told of, or nothing is missing.
Told run_with(PlannedIoFaults& faults, const std::string& directory, const Dump& wanted) {
  BackendOptions options;
  options.directory = directory;
  options.memtable_bytes = 4'000;
  options.flushes_per_compaction = 2;
  options.io_faults = &faults;
  Told told;
  const auto factory = rocksdb(options);
  {
    Alone a(*factory);
    try {
      const auto v = a.backend->register_state({"v", StateKind::kValue});
      const auto l = a.backend->register_state({"l", StateKind::kList});
      if (!v || !l) throw UserError(v ? l.error() : v.error());
      work(a, 7);
      CHECK(a.dump() == wanted);
      CHECK(a.backend->start_snapshot(1)->finish().has_value());
      told.complete = true;
    } catch (const UserError& e) {
      told.failures++;
      CHECK(e.error().kind != ErrorKind::kUserFunction);
      CHECK(e.error().text.find("RocksDB: ") == 0);
      // Whoever swallows it does not get on.
      CHECK_THROWS_AS(a.backend->timers(TimeDomain::kEvent).add(a.timer(77'777, 1)), UserError);
      CHECK(!a.backend->register_state({"another", StateKind::kValue}).has_value());
      CHECK(!a.backend->start_snapshot(2)->finish().has_value());
    }
  }
  if (faults.done() == 0) return told;  // there is no such operation
  // The next one is as good as new.
  Alone again(*factory);
  work(again, 7);
  CHECK(again.dump() == wanted);
  return told;
}

}  // namespace

TEST_CASE("A file operation of RocksDB that fails is told of, and nothing is ever missing") {
  const bool on_disk = GENERATE(false, true);
  const IoOutcome outcome = GENERATE(IoOutcome::kFail, IoOutcome::kTear);
  const auto heap = std::move(*load_backend("hashmap"));
  Alone model(*heap);
  work(model, 7);
  const Dump wanted = model.dump();
  std::size_t failures = 0, complete = 0;
  // On disk each waits for the disk many times; in memory all, unless tests are made shorter.
  const std::uint64_t stride = on_disk ? 97 : scenarios(100) >= 100 ? 1 : 7;
  std::uint64_t i = 1;
  for (;; i += stride) {
    testing::TemporaryFolder folder;
    PlannedIoFaults faults({.n = i, .outcome = outcome});
    INFO("operation " << i);
    const Told told = run_with(faults, on_disk ? folder.path() : "", wanted);
    failures += told.failures;
    if (told.complete) complete++;
    REQUIRE((told.failures == 1) != told.complete);
    if (faults.done() == 0) break;
  }
  INFO(failures << " told of, " << complete << " without consequence, of " << i);
  CHECK(failures * 2 > i / stride);
  CHECK(i > 100);
}

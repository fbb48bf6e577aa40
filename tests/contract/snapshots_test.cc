// The contract of snapshots, for every backend: isolation from later writes, several open at once,
// restore at another parallelism, canonical bytes, what is refused.
#include <deque>

#include "engine/state/keyed_format.h"
#include "tests/catch.h"
#include "tests/contract/model.h"

using namespace weir;
using namespace weir::contract;

namespace {

std::string some_backend() { return GENERATE(from_range(backend_names())); }

Value n(std::int64_t v) { return Value::integer(v); }

Dump restored(const std::string& backend, const KeyedHandle& handle, const BackendConfig& config) {
  Rig rig(backend, config.max_parallelism, 1, 0);
  const auto done = rig->restore(std::span<const KeyedHandle>(&handle, 1));
  REQUIRE(done.has_value());
  return rig.dump();
}

// Of two backends that are to write the same.
struct OpenPair {
  std::vector<std::unique_ptr<KeyedSnapshotPart>> parts;
};

// Several snapshots open over random writes; each is compared with a copy made when it began.
struct Open {
  std::vector<std::unique_ptr<KeyedSnapshotPart>> parts;  // one per backend
  Dump then;
};

}  // namespace

TEST_CASE("A snapshot holds what was there when it began, whatever is written before it ends") {
  Rig rig(some_backend());
  const StateId v = rig.state("v"), l = rig.state("l", StateKind::kList);
  for (int k = 0; k < 10; k++) {
    rig.key(n(k));
    rig->put(v, {}, n(k));
    rig->append(l, {0, 10}, n(k));
    rig->timers(TimeDomain::kEvent).add(rig.timer(k / 3, n(k)));
  }
  const Dump then = rig.dump();
  auto part = rig->start_snapshot(1);
  for (int k = 0; k < 12; k++) {
    rig.key(n(k));
    rig->put(v, {}, n(k + 100));
    rig->append(l, {0, 10}, n(k + 100));
    if (k % 2 == 0) rig->remove(v, {});
    if (k % 3 == 0) rig->remove(l, {0, 10});
    rig->put(v, {20, 30}, n(1));
  }
  Timer fired;
  REQUIRE(rig->timers(TimeDomain::kEvent).pop(1, fired));
  rig->timers(TimeDomain::kEvent).remove(rig.timer(2, n(7)));
  rig->timers(TimeDomain::kEvent).add(rig.timer(2, n(7)));
  rig->timers(TimeDomain::kEvent).add(rig.timer(2, n(100)));
  const Dump now = rig.dump();
  const auto handle = part->finish();
  REQUIRE(handle.has_value());
  CHECK(restored("hostile", *handle, rig.config()) == then);
  CHECK(rig.dump() == now);
}

TEST_CASE("A snapshot that is dropped leaves no mark on the others") {
  Rig rig(some_backend());
  const StateId v = rig.state("v");
  rig.key(n(1));
  rig->put(v, {}, n(1));
  auto first = rig->start_snapshot(1);
  rig->put(v, {}, n(2));
  auto second = rig->start_snapshot(2);
  rig->put(v, {}, n(3));
  auto third = rig->start_snapshot(3);
  rig->remove(v, {});
  second.reset();
  CHECK(restored("hostile", *first->finish(), rig.config()) ==
        Dump{cell_text("v", n(1), {}, n(1))});
  third.reset();
  CHECK(rig->entries() == 0);
  first.reset();
  rig->put(v, {}, n(4));
  CHECK(restored("hostile", rig.snapshot(), rig.config()) == Dump{cell_text("v", n(1), {}, n(4))});
}

TEST_CASE("A part may outlive its backend, if nobody finishes it") {
  std::unique_ptr<KeyedSnapshotPart> part;
  {
    Rig rig(some_backend());
    part = rig->start_snapshot(1);
  }
  part.reset();
  SUCCEED();
}

TEST_CASE("Random work on all backends at once: equal answers, snapshots and bytes") {
  const std::uint32_t max_parallelism = GENERATE(4u, 7u, 128u, 1024u);
  std::size_t finished = 0, dropped = 0, overlapping = 0;
  for (std::uint64_t seed = 0; seed < 12; seed++) {
    Random shape(seed * 1000 + max_parallelism);
    const auto parallelism =
        static_cast<std::uint32_t>(1 + shape.below(std::min<std::size_t>(3, max_parallelism)));
    const auto subtask = static_cast<std::uint32_t>(shape.below(parallelism));
    std::deque<Rig> rigs;
    std::vector<Rig*> pointers;
    for (const std::string& name : backend_names())
      pointers.push_back(&rigs.emplace_back(name, max_parallelism, parallelism, subtask));
    RandomRun run(seed, pointers);
    std::deque<Open> open;
    for (int step = 0; step < 600; step++) {
      run.step();
      if (shape.one_in(40)) {
        Open& o = open.emplace_back();
        o.then = run.model().dump(rigs.front().config().range);
        for (Rig& rig : rigs) o.parts.push_back(rig->start_snapshot(step));
        if (open.size() > 1) overlapping++;
      }
      if (open.empty() || !shape.one_in(50)) continue;
      const std::size_t at = shape.below(open.size());
      Open o = std::move(open[at]);
      open.erase(open.begin() + static_cast<std::ptrdiff_t>(at));
      if (shape.one_in(4)) {
        dropped++;
        continue;
      }
      std::vector<KeyedHandle> handles;
      for (const auto& part : o.parts) {
        Result<KeyedHandle> handle = part->finish();
        REQUIRE(handle.has_value());
        handles.push_back(*handle);
      }
      for (const KeyedHandle& handle : handles) REQUIRE(handle.bytes == handles.front().bytes);
      REQUIRE(restored(backend_names()[shape.below(2)], handles.front(), rigs.front().config()) ==
              o.then);
      finished++;
    }
    INFO("seed " << seed << ", max parallelism " << max_parallelism);
    REQUIRE(run.failure() == "");
    for (Rig& rig : rigs) REQUIRE(rig.dump() == run.model().dump(rig.config().range));
  }
  INFO(finished << " finished, " << dropped << " dropped, " << overlapping << " overlapping");
  CHECK(finished > 40);
  CHECK(dropped > 5);
  CHECK(overlapping > 20);
}

// The heap keeps the bytes of what it wrote and encodes only what has changed since.
TEST_CASE("Of much state with few changes every snapshot is whole") {
  std::size_t compared = 0, overlapping = 0;
  for (std::uint64_t seed = 0; seed < 6; seed++) {
    Random random(seed);
    std::deque<Rig> rigs;
    for (const char* name : {"hashmap", "hostile"}) rigs.emplace_back(name, 128, 2, seed % 2);
    std::vector<OpenPair> open;
    const auto change = [&](std::size_t variety, bool may_remove) {
      Value key = random_key(random, variety);
      while (!rigs.front().owns(key)) key = random_key(random, variety);
      const Namespace ns = random_namespace(random);
      const Value value = random_value(random);
      const std::size_t what = random.below(10);
      const auto at = static_cast<Timestamp>(random.below(40));
      for (Rig& rig : rigs) {
        rig.key(key);
        const StateId v = rig.state("v"), l = rig.state("l", StateKind::kList);
        TimerQueue& timers =
            rig->timers(what % 2 == 0 ? TimeDomain::kEvent : TimeDomain::kProcessing);
        if (what < 4) {
          Value* there = what < 2 ? rig->edit(v, ns) : nullptr;
          if (there != nullptr)
            *there = value;
          else
            rig->put(v, ns, value);
        } else if (what < 6) {
          rig->append(l, ns, value);
        } else if (what < 8 || !may_remove) {
          timers.add(rig.timer(at, key, ns));
        } else if (what == 8) {
          rig->remove(v, ns);
          timers.remove(rig.timer(at, key, ns));
        } else {
          Timer fired;
          timers.pop(at / 8, fired);
        }
      }
    };
    for (int i = 0; i < 12'000; i++) change(20'000, false);
    REQUIRE(rigs.front()->entries() > 4096);
    for (int round = 0; round < 40; round++) {
      // A state that comes later stands before the others.
      if (round == 30)
        for (Rig& rig : rigs) rig->put(rig.state("a"), {}, n(1));
      for (std::size_t i = random.below(60); i > 0; i--) change(20'000, round % 3 == 0);
      if (random.one_in(2)) {
        OpenPair part;
        for (Rig& rig : rigs) part.parts.push_back(rig->start_snapshot(round));
        if (!open.empty()) overlapping++;
        open.push_back(std::move(part));
      }
      for (std::size_t i = random.below(20); i > 0; i--) change(20'000, round % 4 == 0);
      if (open.empty() || random.one_in(3)) continue;
      const std::size_t at = random.below(open.size());
      OpenPair part = std::move(open[at]);
      open.erase(open.begin() + static_cast<std::ptrdiff_t>(at));
      if (random.one_in(8)) continue;  // dropped
      INFO("seed " << seed << ", round " << round);
      REQUIRE(part.parts[0]->finish()->bytes == part.parts[1]->finish()->bytes);
      compared++;
    }
    open.clear();
    REQUIRE(rigs[0].snapshot().bytes == rigs[1].snapshot().bytes);
  }
  CHECK(compared > 50);
  CHECK(overlapping > 20);
}

TEST_CASE("What is changed in place is changed for later snapshots only") {
  Rig rig(some_backend());
  const StateId v = rig.state("v");
  rig.key(n(1));
  CHECK(rig->edit(v, {}) == nullptr);
  rig->put(v, {}, Value::row({n(1), n(10)}));
  const auto change = [&](std::int64_t to) {
    if (Value* there = rig->edit(v, {}); there != nullptr)
      there->set_field(0, n(to));
    else
      rig->put(v, {}, Value::row({n(to), n(10)}));
  };
  auto first = rig->start_snapshot(1);
  change(2);
  change(3);
  auto second = rig->start_snapshot(2);
  change(4);
  const auto holds = [&](KeyedSnapshotPart& part, std::int64_t field) {
    return restored("hostile", *part.finish(), rig.config()) ==
           Dump{cell_text("v", n(1), {}, Value::row({n(field), n(10)}))};
  };
  CHECK(holds(*second, 3));
  CHECK(holds(*first, 1));
  CHECK(rig.read(v) == Value::row({n(4), n(10)}).to_string());
}

TEST_CASE("A restore at another parallelism moves every cell and timer to its owner, once") {
  const std::string backend = some_backend();
  const std::uint32_t max_parallelism = GENERATE(4u, 7u, 128u, 1024u);
  // The state of one subtask that owns everything, and the bytes it gives.
  Rig whole(backend, max_parallelism);
  RandomRun run(max_parallelism, {&whole});
  for (int i = 0; i < 800; i++) run.step();
  REQUIRE(run.failure() == "");
  const KeyedHandle all = whole.snapshot();

  std::vector<KeyedHandle> handles = {all};
  Random random(5);
  const int rounds = backend == "rocksdb on disk" ? 3 : 12;  // every opening waits for the disk
  for (int round = 0; round < rounds; round++) {
    const auto p = static_cast<std::uint32_t>(1 + random.below(std::min(8u, max_parallelism)));
    std::vector<KeyedHandle> next;
    for (std::uint32_t subtask = 0; subtask < p; subtask++) {
      Rig rig(backend, max_parallelism, p, subtask);
      REQUIRE(rig->restore(handles).has_value());
      REQUIRE(rig.dump() == run.model().dump(rig.config().range));
      next.push_back(rig.snapshot());
    }
    handles = next;
  }
  Rig again(backend, max_parallelism);
  REQUIRE(again->restore(handles).has_value());
  CHECK(again.dump() == whole.dump());
  CHECK(again.snapshot().bytes == all.bytes);  // whatever happened in between
}

TEST_CASE("A restored backend goes on as if nothing had happened") {
  const std::string backend = some_backend();
  Rig before(backend);
  const StateId l = before.state("l", StateKind::kList);
  before.key(n(1));
  before->append(l, {}, n(1));
  before->timers(TimeDomain::kEvent).add(before.timer(10, n(1)));
  const KeyedHandle handle = before.snapshot();
  Rig after(backend);
  REQUIRE(after->restore(std::span<const KeyedHandle>(&handle, 1)).has_value());
  CHECK(after->entries() == 1);
  const StateId again = after.state("l", StateKind::kList);
  after.key(n(1));
  after->append(again, {}, n(2));
  CHECK(after.read(again) == "[1, 2]");
  after->timers(TimeDomain::kEvent).add(after.timer(10, n(1)));
  CHECK(after->timers(TimeDomain::kEvent).size() == 1);
  CHECK(!after->register_state({"l", StateKind::kValue}).has_value());
}

TEST_CASE("State that nobody registers after a restore is kept and written again") {
  const std::string backend = some_backend();
  Rig first(backend);
  const StateId old_state = first.state("old", StateKind::kList), kept = first.state("kept");
  for (int k = 0; k < 20; k++) {
    first.key(n(k));
    first->append(old_state, {}, n(k));
    first->put(kept, {}, n(k));
  }
  const KeyedHandle handle = first.snapshot();
  Rig second(backend);
  REQUIRE(second->restore(std::span<const KeyedHandle>(&handle, 1)).has_value());
  CHECK(second.snapshot().bytes == handle.bytes);
  second.key(n(3));
  second->remove(second.state("kept"), {});
  CHECK(second->entries() == 39);
  const KeyedHandle later = second.snapshot();
  Rig third(backend);
  REQUIRE(third->restore(std::span<const KeyedHandle>(&later, 1)).has_value());
  third.key(n(3));
  CHECK(third.read(third.state("old", StateKind::kList)) == "[3]");
  CHECK(third.read(third.state("kept")) == "absent");
}

TEST_CASE("Equal state gives equal bytes, whatever the history") {
  Rig a(some_backend()), b(some_backend());
  for (Rig* rig : {&a, &b}) {
    const bool forwards = rig == &a;
    for (const char* name :
         forwards ? std::vector<const char*>{"x", "y"} : std::vector<const char*>{"y", "x"})
      rig->state(name);
    for (int i = 0; i < 200; i++) {
      const int k = forwards ? i : 199 - i;
      rig->key(n(k));
      if (!forwards) (*rig)->put(rig->state("x"), {0, 10}, n(-1));
      (*rig)->put(rig->state(k % 2 == 0 ? "x" : "y"), {}, n(k));
      if (!forwards) (*rig)->remove(rig->state("x"), {0, 10});
      (*rig)->timers(TimeDomain::kEvent).add(rig->timer(k % 10, n(k)));
      if (!forwards) (*rig)->timers(TimeDomain::kEvent).add(rig->timer(k % 10, n(k)));
    }
  }
  CHECK(a.snapshot().bytes == b.snapshot().bytes);
}

TEST_CASE("A restore refuses what does not fit, and says why") {
  const std::string backend = some_backend();
  Rig values(backend), lists(backend);
  values.state("s");
  values.key(n(1));
  values->put(values.state("s"), {}, n(1));
  lists.state("s", StateKind::kList);
  const KeyedHandle value_handle = values.snapshot(), list_handle = lists.snapshot();

  SECTION("another max parallelism") {
    Rig rig(backend, 64);
    const auto done = rig->restore(std::span<const KeyedHandle>(&value_handle, 1));
    REQUIRE(!done);
    CHECK(done.error().kind == ErrorKind::kRestoreRefused);
    CHECK(done.error().text ==
          "keyed state was written with max parallelism 128, the operator has 64");
  }
  SECTION("a state of two kinds") {
    Rig rig(backend);
    const auto done = rig->restore(std::vector<KeyedHandle>{value_handle, list_handle});
    REQUIRE(!done);
    CHECK(done.error().kind == ErrorKind::kRestoreRefused);
  }
  SECTION("a key group twice") {
    Rig rig(backend);
    const auto done = rig->restore(std::vector<KeyedHandle>{value_handle, value_handle});
    REQUIRE(!done);
    CHECK(done.error().kind == ErrorKind::kRestoreRefused);
    CHECK(done.error().text ==
          "two handles hold key group " + std::to_string(key_group(n(1), 128)));
  }
  SECTION("but a key group twice is no matter to a subtask that does not own it") {
    const KeyGroup group = key_group(n(1), 128);
    Rig rig(backend, 128, 2, group < 64 ? 1 : 0);
    CHECK(rig->restore(std::vector<KeyedHandle>{value_handle, value_handle}).has_value());
    CHECK(rig->entries() == 0);
  }
  SECTION("damaged bytes") {
    KeyedHandle damaged = value_handle;
    damaged.bytes.back() = static_cast<char>(damaged.bytes.back() ^ 1);
    Rig rig(backend);
    const auto done = rig->restore(std::span<const KeyedHandle>(&damaged, 1));
    REQUIRE(!done);
    CHECK(done.error().kind == ErrorKind::kCorrupt);
  }
  SECTION("a range that the bytes do not have") {
    Rig half(backend, 128, 2, 0), rig(backend);
    KeyedHandle handle = half.snapshot();
    handle.range.last = 127;
    const auto done = rig->restore(std::span<const KeyedHandle>(&handle, 1));
    REQUIRE(!done);
    CHECK(done.error().kind == ErrorKind::kCorrupt);
  }
}

#include "tests/bench/state.h"

#include <absl/container/flat_hash_map.h>

#include <memory>
#include <vector>

#include "engine/state/hashmap/factory.h"
#include "engine/state/keyed_state.h"
#include "engine/trace/sink.h"
#include "tests/bench/anchors/random.h"
#include "tests/bench/pipeline_job.h"
#include "tests/bench/trace_counter.h"

namespace weir::bench {

namespace {

constexpr std::uint64_t kUpdates = 3'000'000;

struct Arrival {
  std::uint64_t key;
  std::uint32_t hash;
  KeyGroup group;
};

// The same for both sides.
std::vector<Arrival> arrivals(std::uint64_t keys) {
  std::vector<Arrival> all;
  Random random(7);
  for (std::uint64_t i = 0; i < kUpdates; i++) {
    const std::uint64_t key = random.next() % keys;
    const Value value = Value::integer(static_cast<std::int64_t>(key));
    all.push_back({key, key_hash(value), key_group(value, 128)});
  }
  return all;
}

// A subtask that owns all key groups.
struct Heap {
  explicit Heap(TraceRecorder* trace)
      : backend(make_hashmap_backend_factory()->create({128, key_group_range(128, 1, 0)})),
        keys(*backend, 128, 1, 0),
        count(keys, backend.get(), "count", trace) {
    keys.opened();
  }
  void add_to(std::uint64_t key) {
    keys.set(Value::integer(static_cast<std::int64_t>(key)));
    count_one();
  }
  // As a record comes in: whoever sent it knows the hash of its key and its key group.
  void add_to(const Arrival& a) {
    keys.set(Value::integer(static_cast<std::int64_t>(a.key)), a.hash, a.group);
    count_one();
  }
  void count_one() {
    const Value before = count.value();
    count.update(Value::integer(before.is_null() ? 1 : before.as_int() + 1));
  }
  std::unique_ptr<KeyedStateBackend> backend;
  KeyContext keys;
  ValueState count;
};

Outcome outcome_of(std::uint64_t updates) {
  Outcome outcome;
  outcome.work = static_cast<double>(updates);
  return outcome;
}

}  // namespace

Outcome raw_map(std::uint64_t keys, Stopwatch& watch) {
  absl::flat_hash_map<std::uint64_t, std::int64_t> map;
  for (std::uint64_t k = 0; k < keys; k++) map[k] = 1;
  const std::vector<Arrival> all = arrivals(keys);
  watch.start();
  for (const Arrival& a : all) {
    const auto found = map.find(a.key);
    const std::int64_t before = found == map.end() ? 0 : found->second;
    map[a.key] = before + 1;
  }
  watch.stop();
  Outcome outcome = outcome_of(kUpdates);
  for (const auto& [key, count] : map)
    outcome.checksum += mix(key) * static_cast<std::uint64_t>(count);
  return outcome;
}

Outcome value_state(std::uint64_t keys, bool traced, Stopwatch& watch) {
  TraceCounter sink;
  TraceRecorder recorder(sink);
  if (traced) recorder.begin(Value::map({}));
  Heap heap(traced ? &recorder : nullptr);
  for (std::uint64_t k = 0; k < keys; k++) {
    heap.keys.set(Value::integer(static_cast<std::int64_t>(k)));
    heap.count.update(Value::integer(1));
  }
  const std::vector<Arrival> all = arrivals(keys);
  Timestamp now = 0;
  watch.start();
  for (const Arrival& a : all) {
    if (traced) recorder.begin_turn(0, now++);  // each in a turn of its own
    heap.add_to(a);
  }
  if (traced) recorder.end();
  watch.stop();
  Outcome outcome = outcome_of(kUpdates);
  outcome.bytes = sink.bytes();
  heap.backend->for_each([&](const KeyedStateBackend::Entry& e) {
    outcome.checksum += mix(static_cast<std::uint64_t>(e.key.as_int())) *
                        static_cast<std::uint64_t>(e.value.as_int());
  });
  return outcome;
}

Outcome begin_snapshots(std::uint64_t entries, Stopwatch& watch) {
  constexpr std::uint64_t kSnapshots = 200'000;
  Heap heap(nullptr);
  for (std::uint64_t k = 0; k < entries; k++) heap.add_to(k);
  watch.start();
  for (std::uint64_t i = 1; i <= kSnapshots; i++) {
    heap.add_to(7);
    heap.backend->start_snapshot(static_cast<CheckpointId>(i)).reset();
  }
  watch.stop();
  return outcome_of(kSnapshots);
}

}  // namespace weir::bench

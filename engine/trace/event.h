// TraceEvent: one event of a trace, as it is read. Never built while a job runs. `fields` has one
//   Value for each field of the kind, stored ones first, in the order of the catalogue (names of
//   places: generated/event_fields.h); null is absent. Ints, times and lengths are ints (MIN and
//   MAX are those of Java), texts of any sort are texts, a bool is true or absent, lists hold maps
//   (shapes: [lists] in events.toml) or plain values. StoredEvent is what the bytes hold: no
//   derived fields, places and channels still as numbers of the plan.
#pragma once
#include <optional>
#include <vector>

#include "engine/core/ids.h"
#include "engine/core/time.h"
#include "engine/core/value.h"
#include "engine/trace/catalogue.h"

namespace weir {

struct TraceEvent {
  EventKind kind{};
  std::int64_t index = -1;    // of logical events, from 0; a physical one repeats the one before
  std::int64_t physical = 0;  // 0: logical; else 1, 2, …
  std::int64_t step = 0;
  Timestamp time = 0;
  Value at;  // "sum#0", "jm", "store", "world"
  Value op;  // uid; null: the first operator of the chain, or no operator
  std::int64_t attempt = 1;
  // Direct causes, ascending. nullopt: the event before, in the same step.
  std::optional<std::vector<std::int64_t>> causes;
  std::vector<Value> fields;

  const KindInfo& info() const { return kind_info(kind); }
  bool operator==(const TraceEvent&) const = default;
};

struct StoredEvent {
  EventKind kind{};
  bool turn = false;  // the first event of a turn
  Timestamp time = 0;
  Value at;                  // TraceAt as int, or already a text
  Value op;                  // index in the chain as int, or already a uid; null: the first
  std::int64_t attempt = 0;  // 0: not said
  std::optional<Value> key;  // the current key, if it was announced
  std::optional<std::vector<std::int64_t>> causes;  // nullopt: the default ones
  std::vector<Value> fields;  // the stored ones; ch and task as ints, or already texts
};

}  // namespace weir

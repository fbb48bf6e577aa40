// OperatorHarness: one operator, all its subtasks, driven step by step; the counterpart of Flink's
// operator test harnesses, for one or two inputs.
//   Each subtask is an OperatorChain of one operator, so that keys, watermarks, timers, snapshots
//   and restore are those of production. The harness only routes records by key group, fires what
//   is due when the clock is moved, and keeps what comes out. Watermarks start at MIN, the clock
//   at 0.
// Errors: UserErrors of the operator come out of every call; the harness is then good for take()
//   and counters() only. A snapshot that cannot be written is a failed check.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/operators/operator_chain.h"
#include "engine/state/redistribution.h"
#include "engine/trace/recorder.h"

namespace weir {

// A record, as it left an operator.
struct Emitted {
  Value value;
  std::optional<Timestamp> timestamp;
  bool operator==(const Emitted&) const = default;
};

// An end of the graph that keeps everything.
class CollectingOutput final : public Output {
 public:
  void collect(Record&& record) override;
  void emit_watermark(Timestamp watermark) override { watermarks.push_back(watermark); }
  void emit_status(bool idle) override { statuses.push_back(idle); }

  std::vector<Emitted> records;
  std::vector<Timestamp> watermarks;
  std::vector<bool> statuses;  // true: idle
};

struct HarnessConfig {
  std::function<std::unique_ptr<Operator>()> make;  // called for each subtask, also at a restore
  std::size_t inputs = 1;
  std::vector<KeySelector> keys;       // per input; empty: not keyed
  std::vector<std::string> side_tags;  // connected side outputs
  std::uint32_t parallelism = 1;
  std::uint32_t max_parallelism = 128;
  KeyedBackendFactory* backends = nullptr;  // nullptr: the heap backend
  bool live_objects = false;                // JobConfig's
  TraceRecorder* trace = nullptr;
};

class OperatorHarness {
 public:
  // Opens all subtasks.
  explicit OperatorHarness(HarnessConfig config);
  ~OperatorHarness();
  OperatorHarness(const OperatorHarness&) = delete;
  OperatorHarness& operator=(const OperatorHarness&) = delete;

  // To the subtask that owns the key, or to the one given.
  void element(Value value, std::optional<Timestamp> timestamp, std::size_t input = 0,
               std::optional<std::uint32_t> subtask = std::nullopt);
  // To all subtasks; of two inputs the first, then the second.
  void watermark(Timestamp watermark);
  void watermark(std::size_t input, Timestamp watermark);
  void status(std::size_t input, bool idle);
  // Moves the clock, then fires what is due, in order of time.
  void processing_time(Timestamp now);
  void finish();

  // The two halves of a snapshot; what happens in between is not in it. restore() builds all
  // subtasks anew, with this parallelism and perhaps another clock, and fires what is due.
  void snapshot_begin();
  void snapshot_end();
  void restore(std::uint32_t parallelism, std::optional<Timestamp> now = std::nullopt);
  // The same state for other functions: what restore() builds from now on.
  void set_factory(std::function<std::unique_ptr<Operator>()> make);

  struct Output {
    std::vector<Emitted> records;
    std::map<std::string, std::vector<Emitted>> sides;  // only those with records
    std::vector<Timestamp> watermarks;
    std::vector<bool> statuses;
  };
  // What came out since the last call.
  Output take(std::uint32_t subtask = 0);

  struct Counters {
    Timestamp current_watermark;
    std::size_t event_timers, processing_timers, keyed_state_entries;
    std::uint64_t late_records_dropped;
    bool operator==(const Counters&) const = default;
  };
  Counters counters(std::uint32_t subtask = 0) const;
  std::uint32_t parallelism() const { return config_.parallelism; }
  const OperatorContext& context(std::uint32_t subtask = 0) const;

 private:
  struct Subtask;

  void start(std::span<const TaskSnapshot> restored);  // per subtask; none: a first start
  void begin_turn(std::uint32_t subtask);
  void fire_due();

  HarnessConfig config_;
  std::unique_ptr<KeyedBackendFactory> heap_;
  TurnClock clock_;
  CheckpointId checkpoint_ = kNoCheckpoint;
  std::vector<std::unique_ptr<ChainSnapshot>> begun_;
  std::vector<KeyedHandle> keyed_;  // of all subtasks of the last snapshot
  std::vector<ReportedLists> lists_;
  std::vector<std::unique_ptr<Subtask>> subtasks_;
};

}  // namespace weir

// SourceWatermarks: the event time of one subtask of a source, from the records of its splits.
//   Every split has its own generator. What it says after a record is merged with the other splits
//   at once; at a probe all generators are asked, then merged once. A split that is idle is left
//   out; if all are, the source is idle, until it has a watermark above its last. A split that is
//   released no longer counts from the next merge on, and says nothing by itself.
//   end() says MAX, and nothing if the source is idle: as in Flink, where a task passes on no
//   watermarks while it is idle, so that what waits for the end of event time behind sources that
//   ended idle waits for ever.
//   Part of no snapshot: after a restore event time starts at MIN again, and nobody is idle.
// Units: `now` in milliseconds of the time in which the source could have read (activity_clock.h).
// Errors: UserError from add_split() for a strategy that make_generator() refuses.
// Follows Flink's ProgressiveTimestampsAndWatermarks, but that all records are of a split.
#pragma once
#include <memory>
#include <vector>

#include "engine/operators/operator.h"
#include "engine/time/watermark_multiplexer.h"

namespace weir {

class SourceWatermarks final : private WatermarkEmitter, private WatermarkMultiplexer::Listener {
 public:
  using Split = WatermarkMultiplexer::Split;

  // All of them outlive it; trace may be nullptr.
  SourceWatermarks(const WatermarkStrategy& strategy, Output& out, TraceRecorder* trace)
      : strategy_(strategy), out_(out), trace_(trace) {}

  // name: in the trace.
  Split add_split(NameId name);
  void release_split(Split split);
  // False: nobody needs to be told of events.
  bool watches() const {
    return strategy_.kind != WatermarkKind::kNone || strategy_.idle_timeout.has_value();
  }
  // After the record has gone out.
  void on_event(Split split, const Value& event, Timestamp timestamp);
  void on_periodic_emit(Timestamp now);
  void end();

 private:
  void send_watermark(Timestamp watermark) override { out_.emit_watermark(watermark); }
  void send_status(bool idle) override { out_.emit_status(idle); }
  void split_watermark(Split split, Timestamp watermark) override;
  void split_status(Split split, bool idle) override;
  void split_ignored(Split split, Timestamp watermark, Timestamp last) override;
  // The trace speaks of splits where there are several.
  bool tells_splits() const { return trace_ != nullptr && splits_.size() > 1; }

  struct Generated {
    NameId name = 0;
    std::unique_ptr<WatermarkGenerator> generator;  // nullptr: released
  };
  const WatermarkStrategy& strategy_;
  Output& out_;
  TraceRecorder* trace_;
  std::vector<Generated> splits_;
  WatermarkMultiplexer multiplexer_{*this, *this};
};

}  // namespace weir
// Tested by the vectors runtime/source_watermarks.json and, in jobs,
// tests/runtime/source_idleness_test.cc.

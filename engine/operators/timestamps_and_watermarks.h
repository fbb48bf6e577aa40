// TimestampsAndWatermarksOperator: event time that is found in the middle of a stream, by a
// timestamp assigner and a watermark generator; Flink's operator of the same name
// (assignTimestampsAndWatermarks).
//   A record goes out with the timestamp that the assigner says, then the generator sees it. Probes
//   of the generator are calls in processing time, `interval` apart, counted from the probe before;
//   none with interval 0. finish() probes once more. Idleness is measured in the time in which the
//   task could have read.
//   What comes from upstream does not count here: watermarks are ignored, but for MAX, the end of
//   event time; statuses are ignored altogether. Only watermarks above the last one go out.
//   The generator is part of no snapshot: after a restore event time starts at MIN again, as in
//   Flink.
// Flink's batch mode, in which only MAX goes out, is the strategy without watermarks.
// Errors: UserError at open() for a strategy that make_generator() refuses, and whatever the
//   assigner or a generator of one's own throws.
#pragma once
#include <functional>
#include <memory>
#include <optional>

#include "engine/operators/operator.h"
#include "engine/time/watermark_generator.h"

namespace weir {

// The timestamp of a value; `previous` is the one its record came with. An empty assigner keeps
// that, and gives a record that has none MIN, as in Flink. nullopt: the record goes on without a
// timestamp, and the generator does not see it, as at a source.
using TimestampAssigner =
    std::function<std::optional<Timestamp>(const Value&, std::optional<Timestamp> previous)>;

class TimestampsAndWatermarksOperator final : public Operator {
 public:
  TimestampsAndWatermarksOperator(TimestampAssigner assigner, WatermarkStrategy strategy);

  void open(OperatorContext& context) override;
  void process(Record& record) override;
  void process_watermark(Timestamp watermark) override;
  void process_status(bool /*idle*/) override {}
  std::optional<Timestamp> next_call() const override { return next_probe_; }
  void on_processing_time() override;
  void finish() override;

 private:
  // What passes of what the generator says.
  class Emitter final : public WatermarkEmitter {
   public:
    explicit Emitter(TimestampsAndWatermarksOperator& op) : op_(op) {}

   private:
    void send_watermark(Timestamp watermark) override;
    void send_status(bool idle) override;
    void ignored(Timestamp watermark) override;

    TimestampsAndWatermarksOperator& op_;
  };

  std::optional<Timestamp> timestamp_for(const Record& record) const;

  TimestampAssigner assigner_;
  WatermarkStrategy strategy_;
  std::unique_ptr<WatermarkGenerator> generator_;
  Emitter emitter_{*this};
  std::optional<Timestamp> next_probe_;
};

}  // namespace weir
// Tested by tests/operators/timestamps_and_watermarks_test.cc, the vectors watermark/operator.json
// and the random jobs of tests/sim.

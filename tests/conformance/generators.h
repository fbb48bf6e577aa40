// Watermark generators as a user of Weir would write them, for the jobs of the vectors
// (vectors/FORMAT_runtime.md §11).
#pragma once
#include <algorithm>

#include "engine/core/value.h"
#include "engine/time/watermark_generator.h"

namespace weir::conformance {

// After every event its timestamp plus a constant, be that smaller than before or not.
class EventTimePlus final : public WatermarkGenerator {
 public:
  explicit EventTimePlus(Duration plus) : plus_(plus) {}
  void on_event(const Value& /*event*/, Timestamp timestamp, WatermarkOutput& out) override {
    out.emit_watermark(wrapping_add(timestamp, plus_));
  }
  void on_periodic_emit(Timestamp /*now*/, WatermarkOutput& /*out*/) override {}

 private:
  Duration plus_;
};

// max - bound - 1 after every n-th event. Events are numbered from the start of their source, and
// say so themselves: a restored generator counts on. The largest timestamp starts again, as in all
// generators.
class EveryNthEvent final : public WatermarkGenerator {
 public:
  EveryNthEvent(Duration bound, std::int64_t every, std::size_t number_field)
      : bound_(bound), every_(every), number_field_(number_field) {}
  void on_event(const Value& event, Timestamp timestamp, WatermarkOutput& out) override {
    max_ = std::max(max_, timestamp);
    if ((event[number_field_].as_int() + 1) % every_ == 0) out.emit_watermark(max_ - bound_ - 1);
  }
  void on_periodic_emit(Timestamp /*now*/, WatermarkOutput& /*out*/) override {}

 private:
  Duration bound_;
  std::int64_t every_;
  std::size_t number_field_;
  Timestamp max_ = kMinTimestamp;
};

// A strategy that makes copies of `generator` and probes none of them.
template <class Generator>
WatermarkStrategy custom_strategy(Generator generator) {
  WatermarkStrategy strategy;
  strategy.kind = WatermarkKind::kCustom;
  strategy.interval = 0;
  strategy.custom = [generator] { return std::make_unique<Generator>(generator); };
  return strategy;
}

}  // namespace weir::conformance

#include "tests/conformance/kinds/watermark_strategies.h"

#include <memory>
#include <string>

namespace weir::conformance {

namespace {

// Emits every event's timestamp when it sees it.
class Punctuated : public WatermarkGenerator {
 public:
  void on_event(const Value&, Timestamp timestamp, WatermarkOutput& out) override {
    out.emit_watermark(timestamp);
  }
  void on_periodic_emit(Timestamp, WatermarkOutput&) override {}
};

// Emits the last timestamp on every probe, be it smaller than before or not.
class Regressing : public WatermarkGenerator {
 public:
  void on_event(const Value&, Timestamp timestamp, WatermarkOutput&) override { last_ = timestamp; }
  void on_periodic_emit(Timestamp, WatermarkOutput& out) override { out.emit_watermark(last_); }

 private:
  Timestamp last_ = kMinTimestamp;
};

}  // namespace

WatermarkStrategy strategy_of(const Value& config) {
  WatermarkStrategy strategy;
  const std::string_view type = text_member(config, "type");
  if (type == "bounded_out_of_orderness") {
    strategy.kind = WatermarkKind::kBoundedOutOfOrderness;
    strategy.bound = int_member(config, "max_out_of_orderness");
  } else if (type == "monotonous_timestamps") {
    strategy.kind = WatermarkKind::kMonotonous;
  } else if (type == "punctuated") {
    strategy.kind = WatermarkKind::kCustom;
    strategy.custom = [] { return std::make_unique<Punctuated>(); };
  } else if (type == "regressing") {
    strategy.kind = WatermarkKind::kCustom;
    strategy.custom = [] { return std::make_unique<Regressing>(); };
  } else if (type != "no_watermarks") {
    throw NotCovered{"watermark strategy " + std::string(type)};
  }
  if (has_member(config, "idle_timeout")) {
    strategy.idle_timeout = int_member(config, "idle_timeout");
  }
  return strategy;
}

}  // namespace weir::conformance

// Tested by tests/time/watermark_generator_test.cc and the vectors watermark/generator.json.
#include "engine/time/watermark_generator.h"

namespace weir {

void WatermarksWithIdleness::on_event(const Value& event, Timestamp timestamp,
                                      WatermarkOutput& out) {
  inner_->on_event(event, timestamp, out);
  events_++;
  idle_ = false;
}

void WatermarksWithIdleness::on_periodic_emit(Timestamp now, WatermarkOutput& out) {
  if (!idle_at(now)) {
    inner_->on_periodic_emit(now, out);
    return;
  }
  if (idle_) return;
  out.mark_idle();
  idle_ = true;
}

bool WatermarksWithIdleness::idle_at(Timestamp now) {
  if (events_ != events_at_last_probe_) {
    events_at_last_probe_ = events_;
    inactive_since_ = 0;
    return false;
  }
  if (inactive_since_ == 0) {
    inactive_since_ = now;
    return false;
  }
  return wrapping_sub(now, inactive_since_) > timeout_;
}

namespace {

Result<std::unique_ptr<WatermarkGenerator>> make_inner(const WatermarkStrategy& strategy) {
  using Made = std::unique_ptr<WatermarkGenerator>;
  using Emit = BoundedOutOfOrderness::Emit;
  const Emit emit = strategy.emit_every_event ? Emit::kEveryEvent : Emit::kPeriodically;
  switch (strategy.kind) {
    case WatermarkKind::kNone: return Made(std::make_unique<NoWatermarks>());
    case WatermarkKind::kBoundedOutOfOrderness:
      if (strategy.bound < 0) {
        return Error{ErrorKind::kBadArgument, "the out-of-orderness bound is negative"};
      }
      return Made(std::make_unique<BoundedOutOfOrderness>(strategy.bound, emit));
    case WatermarkKind::kMonotonous: return Made(std::make_unique<BoundedOutOfOrderness>(0, emit));
    case WatermarkKind::kCustom:
      if (!strategy.custom) {
        return Error{ErrorKind::kBadArgument, "a custom watermark strategy needs a generator"};
      }
      return strategy.custom();
  }
  WEIR_CHECK(false, "unknown kind of watermark strategy");
}

}  // namespace

Result<std::unique_ptr<WatermarkGenerator>> make_generator(const WatermarkStrategy& strategy) {
  if (strategy.interval < 0) {
    return Error{ErrorKind::kBadArgument, "the watermark interval is negative"};
  }
  if (strategy.idle_timeout && *strategy.idle_timeout <= 0) {
    return Error{ErrorKind::kBadArgument, "the idle timeout must be greater than zero"};
  }
  Result<std::unique_ptr<WatermarkGenerator>> made = make_inner(strategy);
  if (!made) return made;
  std::unique_ptr<WatermarkGenerator> generator = std::move(*made);
  if (generator == nullptr) {
    return Error{ErrorKind::kBadArgument,
                 "the factory of a custom watermark strategy made nothing"};
  }
  if (strategy.idle_timeout) {
    generator =
        std::make_unique<WatermarksWithIdleness>(std::move(generator), *strategy.idle_timeout);
  }
  return generator;
}

std::optional<Duration> probe_interval(const WatermarkStrategy& strategy) {
  const bool speaks_when_probed = strategy.idle_timeout || (strategy.kind != WatermarkKind::kNone &&
                                                            !strategy.emit_every_event);
  if (!speaks_when_probed || strategy.interval <= 0) return std::nullopt;
  return strategy.interval;
}

}  // namespace weir

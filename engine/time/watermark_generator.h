// Watermark generators: where event time comes from. A generator sees every record of one split or
//   source, and says how far event time has come: a watermark t promises that no record with a
//   timestamp <= t follows. A WatermarkStrategy is data: it says which generator to make, when it
//   speaks, and after what time without records the source counts as idle. make_generator() builds
//   a fresh one per split; the generator is not part of any snapshot, so event time starts at MIN
//   again after a restore, as in Flink.
// Units: milliseconds, with Java's wrapping arithmetic. `now` is the processing time in which the
//   caller measures idleness (activity_clock.h).
// Order: the record goes out first, on_event() comes after it. A generator may repeat itself or
//   fall back: what it says goes through a WatermarkEmitter, which lets only larger watermarks
//   pass.
// Follows Flink's WatermarkStrategy, BoundedOutOfOrdernessWatermarks, WatermarksWithIdleness,
//   WatermarkToDataOutput.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "engine/core/result.h"
#include "engine/core/time.h"
#include "engine/core/value.h"

namespace weir {

class WatermarkOutput {
 public:
  virtual ~WatermarkOutput() = default;
  virtual void emit_watermark(Timestamp watermark) = 0;  // also makes the source active
  virtual void mark_idle() = 0;
  virtual void mark_active() = 0;
};

class WatermarkGenerator {
 public:
  virtual ~WatermarkGenerator() = default;
  virtual void on_event(const Value& event, Timestamp timestamp, WatermarkOutput& out) = 0;
  virtual void on_periodic_emit(Timestamp now, WatermarkOutput& out) = 0;
};

// max - bound - 1. Before the first record it says MIN, which nobody lets through. Speaks when it
// is probed or, with kEveryEvent, after each record instead; the latter is in Flink a generator of
// one's own.
class BoundedOutOfOrderness final : public WatermarkGenerator {
 public:
  enum class Emit : std::uint8_t { kPeriodically, kEveryEvent };
  explicit BoundedOutOfOrderness(Duration bound, Emit emit = Emit::kPeriodically)
      : bound_(bound), max_(wrapping_add(wrapping_add(kMinTimestamp, bound), 1)), emit_(emit) {}
  void on_event(const Value& /*event*/, Timestamp timestamp, WatermarkOutput& out) override {
    if (timestamp > max_) max_ = timestamp;
    if (emit_ == Emit::kEveryEvent) out.emit_watermark(current());
  }
  void on_periodic_emit(Timestamp /*now*/, WatermarkOutput& out) override {
    if (emit_ == Emit::kPeriodically) out.emit_watermark(current());
  }
  Timestamp current() const { return wrapping_sub(wrapping_sub(max_, bound_), 1); }

 private:
  Duration bound_;
  Timestamp max_;
  Emit emit_;
};

class NoWatermarks final : public WatermarkGenerator {
 public:
  void on_event(const Value&, Timestamp, WatermarkOutput&) override {}
  void on_periodic_emit(Timestamp, WatermarkOutput&) override {}
};

// Marks the source idle when the periodic probes have seen no record for more than `timeout`. A
// probe that sees new records stops the timer; the next one without starts it. As in Flink, the
// start time 0 is taken for "not started".
class WatermarksWithIdleness final : public WatermarkGenerator {
 public:
  WatermarksWithIdleness(std::unique_ptr<WatermarkGenerator> inner, Duration timeout)
      : inner_(std::move(inner)), timeout_(timeout) {}
  void on_event(const Value& event, Timestamp timestamp, WatermarkOutput& out) override;
  void on_periodic_emit(Timestamp now, WatermarkOutput& out) override;

 private:
  bool idle_at(Timestamp now);

  std::unique_ptr<WatermarkGenerator> inner_;
  Duration timeout_;
  std::uint64_t events_ = 0;
  std::uint64_t events_at_last_probe_ = 0;
  Timestamp inactive_since_ = 0;
  bool idle_ = false;
};

enum class WatermarkKind : std::uint8_t { kNone, kBoundedOutOfOrderness, kMonotonous, kCustom };

inline constexpr Duration kDefaultWatermarkInterval = 200;

using WatermarkGeneratorFactory = std::function<std::unique_ptr<WatermarkGenerator>()>;

struct WatermarkStrategy {
  WatermarkKind kind = WatermarkKind::kNone;
  Duration bound = 0;                // kBoundedOutOfOrderness
  WatermarkGeneratorFactory custom;  // kCustom
  bool emit_every_event = false;     // bounded and monotonous; a custom one decides itself
  Duration interval = kDefaultWatermarkInterval;  // of the periodic probes; 0: there are none
  std::optional<Duration> idle_timeout;           // needs probes
};

// Errors: kBadArgument for a negative bound, an idle timeout that is not positive, a custom
// strategy without a factory.
Result<std::unique_ptr<WatermarkGenerator>> make_generator(const WatermarkStrategy& strategy);

// The processing time between two probes; nullopt if none could say anything.
std::optional<Duration> probe_interval(const WatermarkStrategy& strategy);

// What a source or operator lets out of its generator: watermarks above the last one, a status when
// it changes. A watermark that passes ends idleness first; one that does not pass leaves the status
// alone.
class WatermarkEmitter : public WatermarkOutput {
 public:
  void emit_watermark(Timestamp watermark) final {
    if (watermark <= last_) {
      ignored(watermark);
      return;
    }
    last_ = watermark;
    mark_active();
    send_watermark(watermark);
  }
  void mark_idle() final {
    if (idle_) return;
    idle_ = true;
    send_status(true);
  }
  void mark_active() final {
    if (!idle_) return;
    idle_ = false;
    send_status(false);
  }
  Timestamp last() const { return last_; }
  bool idle() const { return idle_; }

 protected:
  virtual void send_watermark(Timestamp watermark) = 0;
  virtual void send_status(bool idle) = 0;
  virtual void ignored(Timestamp /*watermark*/) {}

 private:
  Timestamp last_ = kMinTimestamp;
  bool idle_ = false;
};

}  // namespace weir

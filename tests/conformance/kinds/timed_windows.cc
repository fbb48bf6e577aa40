// Kind `timed_windows` (vectors/FORMAT_runtime.md §11): a watermark generator in front of tumbling
// windows, on a clock.
//   The steps say what the clock brought; the generator, what is let through and the windows are
//   those of production. Every element has the same key.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/operators/window_operator.h"
#include "engine/time/watermark_generator.h"
#include "tests/conformance/backends.h"
#include "tests/conformance/generators.h"
#include "tests/conformance/kinds.h"
#include "tests/conformance/kinds/timed_job.h"
#include "tests/operators/operator_harness.h"

namespace weir::conformance {

namespace {

constexpr char kLate[] = "late";

// One record for each firing: its window and the elements, in order of arrival.
class ShowFiring final : public WindowFunction {
 public:
  void process(WindowContext& context, std::span<const Value> contents, Collector& out) override {
    const TimeWindow& w = context.window();
    out.collect(object({{"fire", Value::list({integer(w.start), integer(w.end)})},
                        {"count", integer(static_cast<std::int64_t>(contents.size()))},
                        {"ts", Value::list(contents)}}));
  }
};

std::unique_ptr<Operator> make_windows(Duration size) {
  auto assigner = TumblingEventTimeWindows::of(size);
  if (!assigner) throw UserError(assigner.error());
  WindowOperatorConfig config(*assigner);
  config.late_tag = kLate;
  config.function = std::make_unique<ShowFiring>();
  auto windows = WindowOperator::create(std::move(config));
  if (!windows) throw UserError(windows.error());
  return std::move(*windows);
}

WatermarkStrategy strategy_of(const Value& watermarks) {
  if (has_member(watermarks, "punctuated"))
    return custom_strategy(EventTimePlus(int_member(watermarks, "punctuated")));
  WatermarkStrategy strategy;
  strategy.kind = WatermarkKind::kBoundedOutOfOrderness;
  strategy.bound = int_member(watermarks, "bound");
  strategy.emit_every_event = member(watermarks, "emit_ms").kind() == Kind::kString;
  return strategy;
}

class TimedWindowsPlayer final : public Player, private WatermarkEmitter {
 public:
  TimedWindowsPlayer(const Value& config, const Value& recorded_end)
      : recorded_end_(recorded_end), harness_(harness_config(int_member(config, "size"))) {
    auto generator = make_generator(strategy_of(member(config, "watermarks")));
    if (!generator) throw UserError(generator.error());
    generator_ = std::move(*generator);
  }

  Value play(const Step& step) override {
    const Timestamp at = int_member(step.argument, "at");
    harness_.processing_time(at);
    if (step.verb == "event") {
      event(int_member(step.argument, "ts"));
    } else if (step.verb == "tick") {
      generator_->on_periodic_emit(at, said_);
    } else if (step.verb == "end_of_input") {
      emit_watermark(kMaxTimestamp);
      generator_->on_periodic_emit(at, said_);  // after MAX nothing is let through
    } else {
      throw NotCovered{"verb " + std::string(step.verb)};
    }
    return object({{"out", Value::list(std::exchange(out_, {}))}});
  }

  // The recording ends some time after the last step if the input does not.
  std::optional<Value> final_state() override {
    const Timestamp at = int_member(recorded_end_, "at");
    harness_.processing_time(at);
    std::vector<Value> open;
    harness_.context().backend->for_each([&](const KeyedStateBackend::Entry& e) {
      open.push_back(Value::list({integer(e.ns.start), integer(e.ns.end)}));
    });
    return object({{"at", integer(at)},
                   {"window_watermark", integer(harness_.counters().current_watermark)},
                   {"open_windows", Value::list(open)}});
  }

 private:
  // Between the generator and what lets its watermarks through.
  class Said final : public WatermarkOutput {
   public:
    explicit Said(TimedWindowsPlayer& player) : player_(player) {}
    void emit_watermark(Timestamp watermark) override {
      player_.out_.push_back(object({{"generator", integer(watermark)}}));
      player_.WatermarkEmitter::emit_watermark(watermark);
    }
    void mark_idle() override { player_.WatermarkEmitter::mark_idle(); }
    void mark_active() override { player_.WatermarkEmitter::mark_active(); }

   private:
    TimedWindowsPlayer& player_;
  };

  static HarnessConfig harness_config(Duration size) {
    HarnessConfig config;
    config.backends = &current_backends();
    config.make = [size] { return make_windows(size); };
    config.keys = {KeySelector::constant()};
    config.side_tags = {kLate};
    return config;
  }

  void event(Timestamp ts) {
    out_.push_back(object({{"record", integer(ts)},
                           {"window_watermark", integer(harness_.counters().current_watermark)}}));
    harness_.element(integer(ts), ts);
    note_results();
    generator_->on_event(integer(ts), ts, said_);
  }

  void send_watermark(Timestamp watermark) override {
    out_.push_back(object({{"watermark", integer(watermark)}}));
    harness_.watermark(watermark);
    note_results();
  }
  void send_status(bool idle) override { harness_.status(0, idle); }

  void note_results() {
    OperatorHarness::Output taken = harness_.take();
    for (const Emitted& late : taken.sides[kLate]) out_.push_back(object({{"late", late.value}}));
    for (Emitted& fired : taken.records) out_.push_back(std::move(fired.value));
  }

  const Value& recorded_end_;
  OperatorHarness harness_;
  std::unique_ptr<WatermarkGenerator> generator_;
  Said said_{*this};
  std::vector<Value> out_;
};

}  // namespace

Outcome run_timed_windows(const Case& c) {
  TimedWindowsPlayer player(c.config(), member(c.json, "final"));
  Outcome outcome = replay(c, player);
  if (outcome.state != Outcome::State::kPassed || !is_timed_job(c.json)) return outcome;
  return run_timed_job(c);
}

}  // namespace weir::conformance

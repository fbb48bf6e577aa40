// Kinds `valve`, `combined` (vectors/FORMAT_runtime.md §2), `watermark_generator`
// (vectors/FORMAT_state_time_windows.md §6) and `processing_timer_delay` (FORMAT_runtime.md §15).
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "engine/time/timer_service.h"
#include "engine/time/watermark_generator.h"
#include "engine/time/watermark_valve.h"
#include "tests/conformance/kinds.h"
#include "tests/conformance/kinds/watermark_strategies.h"

namespace weir::conformance {

namespace {

std::size_t index_member(const Value& object, std::string_view name) {
  return static_cast<std::size_t>(int_member(object, name));
}

Value status_text(bool idle) { return text(idle ? "idle" : "active"); }

// ---- valve ----

class ValvePlayer : public Player {
 public:
  explicit ValvePlayer(const Value& config) : valve_(index_member(config, "channels")) {}

  Value play(const Step& step) override {
    const std::size_t channel = index_member(step.argument, "channel");
    ValveOutput out;
    if (step.verb == "watermark") {
      out = valve_.input_watermark(channel, int_member(step.argument, "ts"));
    } else if (step.verb == "idle" || step.verb == "active") {
      out = valve_.input_status(channel, step.verb == "idle");
    } else {
      throw NotCovered{"verb " + std::string(step.verb)};
    }
    std::vector<Value> events;
    if (out.has_watermark) events.push_back(object({{"watermark", integer(out.watermark)}}));
    if (out.has_status) events.push_back(object({{"status", status_text(out.idle)}}));
    return object({{"out", Value::list(events)}});
  }

  std::optional<Value> final_state() override {
    std::vector<Value> channels;
    for (std::size_t i = 0; i < valve_.size(); i++) {
      channels.push_back(object({{"watermark", integer(valve_.watermark(i))},
                                 {"status", status_text(valve_.idle(i))},
                                 {"aligned", Value::boolean(valve_.aligned(i))}}));
    }
    return object({{"output_watermark", integer(valve_.output_watermark())},
                   {"output_status", status_text(valve_.output_idle())},
                   {"channels", Value::list(channels)}});
  }

 private:
  WatermarkValve valve_;
};

// ---- combined ----

class CombinedPlayer : public Player {
 public:
  explicit CombinedPlayer(const Value& config) : status_(index_member(config, "inputs")) {}

  Value play(const Step& step) override {
    const std::size_t input = index_member(step.argument, "input");
    const bool changed = step.verb == "watermark"
                             ? status_.update_watermark(input, int_member(step.argument, "ts"))
                             : status_.update_status(input, step.verb == "idle");
    const Value seen = object({{"changed", Value::boolean(changed)},
                               {"combined", integer(status_.combined())},
                               {"idle", Value::boolean(status_.idle())}});
    return object({{"out", Value::list({seen})}});
  }

  std::optional<Value> final_state() override {
    return object(
        {{"combined", integer(status_.combined())}, {"idle", Value::boolean(status_.idle())}});
  }

 private:
  CombinedWatermarkStatus status_;
};

// ---- watermark_generator ----

class CallLog : public WatermarkOutput {
 public:
  void emit_watermark(Timestamp t) override {
    calls_.push_back(object({{"emit_watermark", integer(t)}}));
  }
  void mark_idle() override { calls_.push_back(text("mark_idle")); }
  void mark_active() override { calls_.push_back(text("mark_active")); }
  Value take() { return Value::list(std::exchange(calls_, {})); }

 private:
  std::vector<Value> calls_;
};

class GeneratorPlayer : public Player {
 public:
  explicit GeneratorPlayer(const Value& config)
      : clock_(int_member_or(config, "clock_start", 1000)),
        generator_(make_generator(strategy_of(member(config, "strategy")))) {}

  Value play(const Step& step) override {
    if (!generator_) throw UserError(generator_.error());
    if (step.verb == "clock") {
      clock_ = step.argument.as_int();
    } else if (step.verb == "on_event") {
      (*generator_)->on_event(Value::null(), step.argument.as_int(), log_);
    } else if (step.verb == "on_periodic_emit") {
      (*generator_)->on_periodic_emit(clock_, log_);
    } else if (step.verb != "start") {
      throw NotCovered{"verb " + std::string(step.verb)};
    }
    return object({{"calls", log_.take()}});
  }
  std::optional<Value> final_state() override { return std::nullopt; }

 private:
  Timestamp clock_;
  Result<std::unique_ptr<WatermarkGenerator>> generator_;
  CallLog log_;
};

// ---- processing_timer_delay ----

class DelayPlayer : public Player {
 public:
  Value play(const Step& step) override {
    const Duration delay =
        processing_time_delay(int_member(step.argument, "at"), int_member(step.argument, "now"));
    return object({{"out", Value::list({object({{"delay", integer(delay)}})})}});
  }
  std::optional<Value> final_state() override { return Value::null(); }
};

}  // namespace

Outcome run_valve(const Case& c) {
  ValvePlayer player(c.config());
  return replay(c, player);
}

Outcome run_combined(const Case& c) {
  CombinedPlayer player(c.config());
  return replay(c, player);
}

Outcome run_watermark_generator(const Case& c) {
  GeneratorPlayer player(c.config());
  return replay(c, player);
}

Outcome run_processing_timer_delay(const Case& c) {
  DelayPlayer player;
  return replay(c, player);
}

}  // namespace weir::conformance

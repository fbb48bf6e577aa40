// Kinds `multiplexer`, `idleness` and `source_operator` (vectors/FORMAT_runtime.md §3): watermarks
// inside a source. Its end, readers that say themselves that they are idle, rows of no split and
// watermark alignment are not covered.
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/operators/source_watermarks.h"
#include "tests/conformance/kinds.h"
#include "tests/conformance/kinds/watermark_strategies.h"

namespace weir::conformance {

namespace {

[[noreturn]] void not_covered(const Step& step) {
  throw NotCovered{"verb " + std::string(step.verb)};
}

// Says a watermark and idleness in the words of the vectors.
class Said : public WatermarkOutput {
 public:
  void emit_watermark(Timestamp t) override { add("watermark", integer(t)); }
  void mark_idle() override { add("idle", Value::boolean(true)); }
  void mark_active() override { add("active", Value::boolean(true)); }
  void add(const char* what, Value value) { events_.push_back(object({{what, std::move(value)}})); }
  Value take() { return object({{"out", Value::list(std::exchange(events_, {}))}}); }

 private:
  std::vector<Value> events_;
};

// ---- multiplexer ----

class NobodyListens final : public WatermarkMultiplexer::Listener {
  void split_watermark(std::size_t, Timestamp) override {}
  void split_status(std::size_t, bool) override {}
  void split_ignored(std::size_t, Timestamp, Timestamp) override {}
};

class MultiplexerPlayer : public Player {
 public:
  Value play(const Step& step) override {
    if (step.verb == "periodic_emit") {
      all_.merge();
      return said_.take();
    }
    const std::string split(text_member(step.argument, "split"));
    if (step.verb == "add_split")
      splits_[split] = all_.add();
    else if (step.verb == "remove_split")
      all_.remove(splits_.at(split));
    else if (step.verb == "immediate")
      say(all_.immediate(splits_.at(split)), step.argument);
    else if (step.verb == "deferred")
      say(all_.deferred(splits_.at(split)), step.argument);
    else
      not_covered(step);
    return said_.take();
  }
  std::optional<Value> final_state() override { return Value::null(); }

 private:
  static void say(WatermarkMultiplexer::SplitOutput out, const Value& argument) {
    if (has_member(argument, "watermark"))
      out.emit_watermark(int_member(argument, "watermark"));
    else if (has_member(argument, "idle"))
      out.mark_idle();
    else
      out.mark_active();
  }

  Said said_;
  NobodyListens nobody_;
  WatermarkMultiplexer all_{said_, nobody_};
  std::map<std::string, WatermarkMultiplexer::Split> splits_;
};

// ---- idleness ----

WatermarkStrategy strategy_in(const Value& config, const char* timeout) {
  WatermarkStrategy strategy;
  strategy.kind = WatermarkKind::kBoundedOutOfOrderness;
  strategy.bound = int_member(config, "bound");
  if (has_member(config, timeout)) strategy.idle_timeout = int_member(config, timeout);
  return strategy;
}

class IdlenessPlayer : public Player {
 public:
  explicit IdlenessPlayer(const Value& config)
      : generator_(std::move(*make_generator(strategy_in(config, "timeout_ms")))) {}

  Value play(const Step& step) override {
    if (step.verb == "event")
      generator_->on_event(Value::null(), int_member(step.argument, "ts"), said_);
    else if (step.verb == "probe")
      generator_->on_periodic_emit(int_member(step.argument, "at"), said_);
    else
      not_covered(step);
    return said_.take();
  }
  std::optional<Value> final_state() override { return Value::null(); }

 private:
  std::unique_ptr<WatermarkGenerator> generator_;
  Said said_;
};

// ---- source_operator ----

class SourcePlayer : public Player, private Output {
 public:
  explicit SourcePlayer(const Value& config) : strategy_(strategy_in(config, "idle_timeout_ms")) {
    if (has_member(config, "alignment")) throw NotCovered{"watermark alignment"};
    strategy_.interval = int_member(config, "watermark_interval_ms");
    if (const auto interval = probe_interval(strategy_)) next_probe_ = *interval;
  }

  Value play(const Step& step) override {
    if (step.verb == "advance") {
      advance(int_member(step.argument, "ms"));
      return said_.take();
    }
    if (!has_member(step.argument, "split")) not_covered(step);
    const std::string split(text_member(step.argument, "split"));
    if (step.verb == "add_split")
      splits_[split] = watermarks_.add_split(0);
    else if (step.verb == "release_split")
      watermarks_.release_split(splits_.at(split));
    else if (step.verb == "emit")
      emit(splits_.at(split), int_member(step.argument, "ts"));
    else
      not_covered(step);
    return said_.take();
  }
  std::optional<Value> final_state() override { return Value::null(); }

 private:
  void advance(Duration ms) {
    const Timestamp end = now_ + ms;
    while (next_probe_ && *next_probe_ <= end) {
      watermarks_.on_periodic_emit(*next_probe_);
      *next_probe_ += strategy_.interval;
    }
    now_ = end;
  }
  void emit(SourceWatermarks::Split split, Timestamp ts) {
    said_.add("record", integer(ts));
    watermarks_.on_event(split, Value::null(), ts);
  }
  void collect(Record&&) override {}
  void emit_watermark(Timestamp watermark) override { said_.emit_watermark(watermark); }
  void emit_status(bool idle) override { said_.add("status", text(idle ? "idle" : "active")); }

  WatermarkStrategy strategy_;
  Timestamp now_ = 0;
  std::optional<Timestamp> next_probe_;
  Said said_;
  SourceWatermarks watermarks_{strategy_, *this, nullptr};
  std::map<std::string, SourceWatermarks::Split> splits_;
};

}  // namespace

Outcome run_multiplexer(const Case& c) {
  MultiplexerPlayer player;
  return replay(c, player);
}

Outcome run_idleness(const Case& c) {
  IdlenessPlayer player(c.config());
  return replay(c, player);
}

Outcome run_source_operator(const Case& c) {
  SourcePlayer player(c.config());
  return replay(c, player);
}

}  // namespace weir::conformance

// Tests engine/time/watermark_valve.h. What Flink itself answers is in the conformance vectors;
// here the valve is compared with a slow model that keeps no minimum, on many more inputs.
#include "engine/time/watermark_valve.h"

#include <algorithm>
#include <vector>

#include "engine/core/hash.h"
#include "tests/catch.h"

namespace weir {
namespace {

// The rules of Flink's StatusWatermarkValve, with every minimum found by looking at all channels.
class SlowValve {
 public:
  struct Channel {
    Timestamp watermark = kMinTimestamp;
    bool idle = false;
    bool aligned = true;
  };
  // catch_up_rule = false: a channel that returns counts at once. That is not what Flink does.
  explicit SlowValve(std::size_t channels, bool catch_up_rule = true)
      : channels_(channels), catch_up_rule_(catch_up_rule) {}

  ValveOutput input_watermark(std::size_t i, Timestamp t) {
    ValveOutput out;
    Channel& c = channels_[i];
    if (idle_ || c.idle || t <= c.watermark) return out;
    c.watermark = t;
    if (t >= output_) c.aligned = true;
    minimum(out);
    return out;
  }
  ValveOutput input_status(std::size_t i, bool idle) {
    ValveOutput out;
    Channel& c = channels_[i];
    if (c.idle == idle) return out;
    c.idle = idle;
    c.aligned = !idle && (c.watermark >= output_ || !catch_up_rule_);
    if (!idle) {
      out.has_status = idle_;
      idle_ = false;
      return out;
    }
    const bool all_idle =
        std::all_of(channels_.begin(), channels_.end(), [](const Channel& x) { return x.idle; });
    if (c.watermark == output_) {
      if (all_idle) {
        Timestamp max = kMinTimestamp;
        for (const Channel& x : channels_) max = std::max(max, x.watermark);
        advance(max, out);
      } else {
        minimum(out);
      }
    }
    if (all_idle) {
      idle_ = true;
      out.has_status = true;
      out.idle = true;
    }
    return out;
  }
  const Channel& channel(std::size_t i) const { return channels_[i]; }
  Timestamp output() const { return output_; }

 private:
  void minimum(ValveOutput& out) {
    bool any = false;
    Timestamp min = kMaxTimestamp;
    for (const Channel& x : channels_) {
      if (!x.aligned) continue;
      any = true;
      min = std::min(min, x.watermark);
    }
    if (any) advance(min, out);
  }
  void advance(Timestamp t, ValveOutput& out) {
    if (t <= output_) return;
    output_ = t;
    out.has_watermark = true;
    out.watermark = t;
  }

  std::vector<Channel> channels_;
  Timestamp output_ = kMinTimestamp;
  bool idle_ = false;
  bool catch_up_rule_;
};

struct Input {
  std::size_t channel;
  enum { kWatermark, kIdle, kActive } what;
  Timestamp watermark;
};

// Watermarks that mostly rise a little, sometimes fall, are sometimes MAX; statuses now and then.
std::vector<Input> random_inputs(std::uint64_t seed, std::size_t channels, std::size_t count) {
  std::vector<Input> inputs;
  std::vector<Timestamp> last(channels, 0);
  for (std::size_t i = 0; i < count; i++) {
    const std::uint64_t r = stable_hash(seed, 1, i);
    const std::size_t c = static_cast<std::size_t>(r % channels);
    const std::uint64_t dice = (r >> 16) % 100;
    if (dice < 15) {
      inputs.push_back({c, Input::kIdle, 0});
    } else if (dice < 33) {
      inputs.push_back({c, Input::kActive, 0});
    } else {
      last[c] += static_cast<Timestamp>((r >> 32) % 9) - 2;
      inputs.push_back({c, Input::kWatermark, dice == 99 ? kMaxTimestamp : last[c]});
    }
  }
  return inputs;
}

template <class Valve>
ValveOutput put(Valve& valve, const Input& in) {
  if (in.what == Input::kWatermark) return valve.input_watermark(in.channel, in.watermark);
  return valve.input_status(in.channel, in.what == Input::kIdle);
}

bool same_channels(const WatermarkValve& valve, const SlowValve& model) {
  std::optional<std::size_t> holder;
  for (std::size_t i = 0; i < valve.size(); i++) {
    const SlowValve::Channel& channel = model.channel(i);
    if (valve.watermark(i) != channel.watermark || valve.idle(i) != channel.idle ||
        valve.aligned(i) != channel.aligned) {
      return false;
    }
    if (channel.aligned && (!holder || channel.watermark < model.channel(*holder).watermark)) {
      holder = i;
    }
  }
  return valve.holder() == holder;
}

TEST_CASE("the valve agrees with a model that looks at all channels every time") {
  std::size_t watermarks = 0;
  std::size_t flushes = 0;
  for (std::size_t channels = 1; channels <= 9; channels++) {
    for (std::uint64_t seed = 0; seed < 150; seed++) {
      WatermarkValve valve(channels);
      SlowValve model(channels);
      Timestamp before = kMinTimestamp;
      for (const Input& in : random_inputs(seed * 10 + channels, channels, 120)) {
        const ValveOutput out = put(valve, in);
        REQUIRE(out == put(model, in));
        REQUIRE(valve.output_watermark() == model.output());
        REQUIRE(same_channels(valve, model));
        if (out.has_watermark) {
          REQUIRE(out.watermark > before);
          before = out.watermark;
          watermarks++;
          if (out.has_status) flushes++;
        }
      }
    }
  }
  // The random inputs do reach the corners.
  CHECK(watermarks > 10'000);
  CHECK(flushes > 100);
}

TEST_CASE("the comparison with the model would notice a valve without the catch-up rule") {
  std::size_t different = 0;
  for (std::uint64_t seed = 0; seed < 100; seed++) {
    WatermarkValve valve(3);
    SlowValve wrong(3, /*catch_up_rule=*/false);
    bool same = true;
    for (const Input& in : random_inputs(seed, 3, 120))
      same = put(valve, in) == put(wrong, in) && same;
    if (!same) different++;
  }
  CHECK(different > 50);
}

TEST_CASE("the slowest of the aligned channels is the one that holds event time back") {
  WatermarkValve valve(3);
  CHECK(valve.holder() == 0);
  valve.input_watermark(0, 9);
  CHECK(valve.holder() == 1);
  valve.input_watermark(1, 4);
  CHECK(valve.holder() == 2);
  CHECK(valve.input_status(2, true).watermark == 4);
  CHECK(valve.holder() == 1);
  valve.input_status(0, true);
  valve.input_status(1, true);
  CHECK_FALSE(valve.holder());
  CHECK(valve.output_idle());
}

TEST_CASE(
    "a channel that returns behind the output does not hold anything until it has caught up") {
  WatermarkValve valve(2);
  valve.input_watermark(0, 10);
  CHECK(valve.input_status(1, true) == ValveOutput{10, true, false, false});
  CHECK(valve.input_status(1, false).empty());
  CHECK_FALSE(valve.aligned(1));
  CHECK(valve.input_watermark(1, 9).empty());
  CHECK_FALSE(valve.aligned(1));
  CHECK(valve.input_watermark(0, 20).watermark == 20);
  CHECK(valve.input_watermark(1, 20).empty());
  CHECK(valve.aligned(1));
  CHECK(valve.input_watermark(0, 30).empty());
}

TEST_CASE("a valve without channels lets nothing through and does not stumble") {
  WatermarkValve valve(0);
  CHECK(valve.size() == 0);
  CHECK_FALSE(valve.holder());
}

TEST_CASE("the combined status is the minimum of the active inputs and never falls") {
  for (std::uint64_t seed = 0; seed < 200; seed++) {
    const std::size_t inputs = 1 + static_cast<std::size_t>(seed % 4);
    CombinedWatermarkStatus status(inputs);
    Timestamp model = kMinTimestamp;
    for (const Input& in : random_inputs(seed, inputs, 100)) {
      const bool changed = in.what == Input::kWatermark
                               ? status.update_watermark(in.channel, in.watermark)
                               : status.update_status(in.channel, in.what == Input::kIdle);
      Timestamp min = kMaxTimestamp;
      Timestamp max = kMinTimestamp;
      bool idle = true;
      for (std::size_t i = 0; i < inputs; i++) {
        max = std::max(max, status.watermark(i));
        if (status.idle(i)) continue;
        idle = false;
        min = std::min(min, status.watermark(i));
      }
      const Timestamp now = std::max(model, idle ? max : min);
      REQUIRE(changed == (now > model));
      REQUIRE(status.combined() == now);
      REQUIRE(status.idle() == idle);
      REQUIRE(status.holder().has_value() == !idle);
      model = now;
    }
  }
}

TEST_CASE("a watermark makes its input active, which a status then says") {
  CombinedWatermarkStatus status(2);
  CHECK_FALSE(status.update_status(0, true));
  CHECK(status.update_watermark(1, 7));
  CHECK(status.combined() == 7);
  CHECK_FALSE(status.update_watermark(0, 5));
  CHECK_FALSE(status.idle(0));
  CHECK(status.holder() == 0);
}

}  // namespace
}  // namespace weir

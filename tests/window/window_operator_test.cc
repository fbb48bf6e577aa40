// Tests engine/operators/window_operator.h. Flink's own answers are in the vectors window/*.json;
// here the operator meets a naive model in random runs, and what vectors do not say.
#include "engine/operators/window_operator.h"

#include <algorithm>
#include <string>
#include <vector>

#include "engine/core/hash.h"
#include "engine/core/user_error.h"
#include "tests/catch.h"
#include "tests/operators/operator_harness.h"
#include "tests/scenarios.h"
#include "tests/window/window_model.h"

namespace weir {
namespace {

Value pair(std::int64_t key, std::int64_t value) {
  return Value::row({Value::integer(key), Value::integer(value)});
}

// "key [start,end) values", as the model writes it.
class TextFunction final : public WindowFunction {
 public:
  void process(WindowContext& context, std::span<const Value> contents, Collector& out) override {
    std::string text = context.key().to_string() + " " + to_string(context.window().as_namespace());
    for (const Value& element : contents) text += " " + element[1].to_string();
    out.collect(Value::text(text));
  }
};

struct Options {
  Duration lateness = 0;
  bool side = false;
};

HarnessConfig harness_config(const WindowAssigner& assigner, Options options) {
  HarnessConfig config;
  config.make = [=] {
    WindowOperatorConfig window(assigner);
    window.allowed_lateness = options.lateness;
    if (options.side) window.late_tag = "late";
    window.function = std::make_unique<TextFunction>();
    return std::move(*WindowOperator::create(std::move(window)));
  };
  config.keys = {KeySelector::field(0, "key")};
  if (options.side) config.side_tags = {"late"};
  return config;
}

WindowAssigner tumbling(Duration size) { return *TumblingEventTimeWindows::of(size); }

std::vector<std::string> texts(const std::vector<Emitted>& records) {
  std::vector<std::string> out;
  for (const Emitted& e : records) out.push_back(std::string(e.value.as_text()));
  return out;
}

// The operator beside the model: any number of subtasks, compared as one.
class Twins {
 public:
  Twins(const WindowAssigner& assigner, Duration lateness)
      : assigner_(assigner),
        model_(assigner, lateness),
        harness_(harness_config(assigner, {lateness, true})) {}

  // False: both refuse the element, and the run is over.
  bool element(std::int64_t key, Timestamp timestamp) {
    values_++;
    if (!model_.element(key, timestamp, values_)) {
      REQUIRE_THROWS_AS(harness_.element(pair(key, values_), timestamp), UserError);
      return false;
    }
    harness_.element(pair(key, values_), timestamp);
    compare();
    return true;
  }
  void watermark(Timestamp t) {
    model_.watermark(t);
    harness_.watermark(t);
    compare();
  }
  void restore(std::uint32_t parallelism, Duration lateness) {
    harness_.snapshot_begin();
    harness_.snapshot_end();
    harness_.set_factory(harness_config(assigner_, {lateness, true}).make);
    harness_.restore(parallelism);
    model_.restore(lateness);
    compare();
  }
  Duration lateness() const { return model_.lateness; }
  bool merging() const { return is_merging(assigner_); }
  std::size_t results() const { return results_; }
  std::size_t late_elements() const { return late_; }

 private:
  void compare() {
    std::vector<std::string> out, late;
    std::size_t timers = 0, cells = 0;
    for (std::uint32_t i = 0; i < harness_.parallelism(); i++) {
      OperatorHarness::Output taken = harness_.take(i);
      for (const std::string& text : texts(taken.records)) out.push_back(text);
      for (const Emitted& e : taken.sides["late"])
        late.push_back(e.value[0].to_string() + " " + e.value[1].to_string());
      timers += harness_.counters(i).event_timers;
      cells += harness_.counters(i).keyed_state_entries;
    }
    // Between keys there is no order once there are several subtasks.
    const auto by_key = [](const std::string& a, const std::string& b) { return a[0] < b[0]; };
    std::stable_sort(out.begin(), out.end(), by_key);
    std::stable_sort(model_.out.begin(), model_.out.end(), by_key);
    REQUIRE(out == model_.out);
    REQUIRE(late == model_.late);
    REQUIRE(timers == model_.timers());
    REQUIRE(cells == model_.cells());
    results_ += out.size();
    late_ += late.size();
    model_.out.clear();
    model_.late.clear();
  }

  WindowAssigner assigner_;
  WindowModel model_;
  OperatorHarness harness_;
  std::int64_t values_ = 0;
  std::size_t results_ = 0, late_ = 0;
};

WindowAssigner random_assigner(std::uint64_t seed) {
  const auto draw = [seed](std::uint64_t n, std::uint64_t below) {
    return static_cast<Duration>(stable_hash(seed, 7, n) % below);
  };
  const Duration size = 1 + draw(0, 20), slide = 1 + draw(1, 12);
  switch (draw(2, 3)) {
    case 0: return *TumblingEventTimeWindows::of(size, draw(3, 7) % size);
    case 1: return *SlidingEventTimeWindows::of(size, slide, draw(3, 7) % slide);
    default: return *EventTimeSessionWindows::with_gap(1 + draw(4, 8));
  }
}

TEST_CASE("the window operator does what Flink's does, timers and restores included", "[window]") {
  std::size_t results = 0, late = 0, restores = 0, refused = 0;
  for (std::uint64_t seed = 0; seed < static_cast<std::uint64_t>(scenarios(1500)); seed++) {
    std::uint64_t n = 0;
    const auto draw = [&](std::uint64_t below) {
      return static_cast<std::int64_t>(stable_hash(seed, 11, n++) % below);
    };
    const Duration latenesses[] = {0, 0, draw(6), draw(40), kMaxTimestamp - draw(3)};
    Twins twins(random_assigner(seed), latenesses[draw(5)]);
    INFO("seed " << seed);
    Timestamp time = draw(100) - 50, watermark = time - 30;
    bool running = true;
    for (int step = 0; step < 60 && running; step++) {
      const std::int64_t what = draw(100);
      if (what < 75) {
        time += draw(4);
        const std::int64_t key = draw(4);
        running = twins.element(key, time - draw(25));
      } else if (what < 95) {
        watermark = std::max(watermark, time - draw(20));
        twins.watermark(watermark);
      } else {
        restores++;
        // Flink starts again at MIN; and the job may have been changed in between. Sessions keep
        // their lateness: with another one Flink orphans contents, which the model does not have.
        watermark -= draw(30);
        const auto parallelism = static_cast<std::uint32_t>(1 + draw(3));
        const Duration lateness = latenesses[draw(5)];
        const bool changes = draw(3) == 0 && !twins.merging();
        twins.restore(parallelism, changes ? lateness : twins.lateness());
      }
    }
    if (running)
      twins.watermark(kMaxTimestamp);
    else
      refused++;
    results += twins.results();
    late += twins.late_elements();
  }
  WARN(results << " results, " << late << " late elements, " << restores << " restores, " << refused
               << " merges refused");
  CHECK(results > restores);
  CHECK(late > 0);
}

TEST_CASE("a window fires at its last timestamp and not before", "[window]") {
  OperatorHarness harness(harness_config(tumbling(10), {}));
  harness.element(pair(1, 7), 3);
  harness.watermark(8);
  CHECK(harness.take().records.empty());
  harness.watermark(9);
  CHECK(harness.take().records == std::vector<Emitted>{{Value::text("1 [0,10) 7"), 9}});
  CHECK(harness.counters().keyed_state_entries == 0);
}

TEST_CASE("a late element goes to the side output with its own timestamp, or is counted",
          "[window]") {
  for (const bool side : {false, true}) {
    OperatorHarness harness(harness_config(tumbling(10), {5, side}));
    harness.watermark(13);
    harness.element(pair(1, 1), 9);  // 9 + 5 > 13: in time
    CHECK(texts(harness.take().records) == std::vector<std::string>{"1 [0,10) 1"});
    harness.watermark(14);
    harness.element(pair(1, 2), 9);
    auto out = harness.take();
    CHECK(out.records.empty());
    CHECK(out.sides["late"] ==
          (side ? std::vector<Emitted>{{pair(1, 2), 9}} : std::vector<Emitted>{}));
    CHECK(harness.counters().late_records_dropped == (side ? 0u : 1u));
  }
}

TEST_CASE("a late side output that nobody reads loses its elements uncounted", "[window]") {
  HarnessConfig config = harness_config(tumbling(10), {0, true});
  config.side_tags.clear();
  OperatorHarness harness(std::move(config));
  harness.watermark(20);
  harness.element(pair(1, 1), 3);
  CHECK(harness.counters().late_records_dropped == 0);
}

TEST_CASE("after a restore a window that has fired fires again", "[window]") {
  OperatorHarness harness(harness_config(tumbling(10), {5, false}));
  harness.element(pair(1, 1), 3);
  harness.watermark(9);
  CHECK(harness.take().records.size() == 1);
  harness.snapshot_begin();
  harness.snapshot_end();
  harness.restore(1);
  harness.element(pair(1, 2), 4);
  CHECK(harness.take().records.empty());
  harness.watermark(9);
  CHECK(texts(harness.take().records) == std::vector<std::string>{"1 [0,10) 1 2"});
}

TEST_CASE("a snapshot holds the windows as they were when it began", "[window]") {
  for (const WindowAssigner& assigner :
       {tumbling(10), WindowAssigner(*EventTimeSessionWindows::with_gap(10))}) {
    OperatorHarness harness(harness_config(assigner, {}));
    harness.element(pair(1, 1), 0);
    harness.snapshot_begin();
    harness.element(pair(1, 2), 1);
    harness.element(pair(1, 3), 30);
    harness.watermark(100);
    harness.snapshot_end();
    harness.take();
    harness.restore(2);
    harness.watermark(kMaxTimestamp);
    std::vector<std::string> out;
    for (std::uint32_t i = 0; i < 2; i++)
      for (const std::string& text : texts(harness.take(i).records)) out.push_back(text);
    CHECK(out == std::vector<std::string>{"1 [0,10) 1"});
  }
}

TEST_CASE("a negative allowed lateness is refused", "[window]") {
  WindowOperatorConfig config(tumbling(10));
  config.allowed_lateness = -1;
  const auto refused = WindowOperator::create(std::move(config));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::kBadArgument);
}

TEST_CASE("contents of another kind under the same name are refused at open", "[window]") {
  OperatorHarness harness(harness_config(tumbling(10), {}));
  harness.element(pair(1, 1), 0);
  harness.snapshot_begin();
  harness.snapshot_end();
  class First final : public ReduceFunction {
    Value reduce(const Value& a, const Value&) const override { return a; }
  };
  harness.set_factory([] {
    WindowOperatorConfig window(tumbling(10));
    window.contents = ReduceSpec{std::make_unique<First>()};
    return std::move(*WindowOperator::create(std::move(window)));
  });
  CHECK_THROWS_AS(harness.restore(1), UserError);
}

TEST_CASE("what a window function throws fails the element that made the window fire", "[window]") {
  class Failing final : public WindowFunction {
    void process(WindowContext&, std::span<const Value>, Collector&) override {
      throw UserError(ErrorKind::kUserFunction, "on purpose");
    }
  };
  HarnessConfig config = harness_config(tumbling(10), {});
  config.make = [] {
    WindowOperatorConfig window(tumbling(10));
    window.function = std::make_unique<Failing>();
    return std::move(*WindowOperator::create(std::move(window)));
  };
  OperatorHarness harness(std::move(config));
  harness.element(pair(1, 1), 0);
  CHECK_THROWS_AS(harness.watermark(9), UserError);
}

}  // namespace
}  // namespace weir

#include "tests/diagrams/fish_job.h"

#include <fstream>
#include <memory>
#include <sstream>

#include "engine/connectors/inline_source.h"
#include "engine/graph/stream_builder.h"
#include "engine/state/hashmap/factory.h"
#include "engine/window/session_windows.h"
#include "engine/window/sliding_windows.h"
#include "engine/window/tumbling_windows.h"
#include "sim/simulator.h"
#include "tests/catch.h"

namespace weir::testing {

namespace {

// Rows [count].
class Count final : public AggregateFunction {
 public:
  Value create_accumulator() const override { return Value::row({Value::integer(0)}); }
  Value add(const Value& /*element*/, const Value& accumulator) const override {
    return Value::row({Value::integer(accumulator[0].as_int() + 1)});
  }
  Value get_result(const Value& accumulator) const override { return accumulator; }
  Value merge(const Value& a, const Value& b) const override {
    return Value::row({Value::integer(a[0].as_int() + b[0].as_int())});
  }
};

class Punctuated final : public WatermarkGenerator {
 public:
  explicit Punctuated(Duration plus) : plus_(plus) {}
  void on_event(const Value& /*event*/, Timestamp timestamp, WatermarkOutput& out) override {
    out.emit_watermark(timestamp + plus_);
  }
  void on_periodic_emit(Timestamp /*now*/, WatermarkOutput& /*out*/) override {}

 private:
  Duration plus_;
};

WatermarkStrategy strategy_of(const FishJob& job) {
  WatermarkStrategy strategy;
  if (job.punctuated) {
    strategy.kind = WatermarkKind::kCustom;
    strategy.custom = [plus = *job.punctuated] { return std::make_unique<Punctuated>(plus); };
    return strategy;
  }
  strategy.kind = WatermarkKind::kBoundedOutOfOrderness;
  strategy.bound = job.out_of_orderness;
  strategy.emit_every_event = !job.emit;
  if (job.emit) strategy.interval = *job.emit;
  return strategy;
}

class Keep final : public EventConsumer {
 public:
  explicit Keep(FullTrace& trace) : trace_(trace) {}
  void header(const Value& header) override { trace_.header = header; }
  void event(const TraceEvent& event, const World& /*world*/) override {
    trace_.events.push_back(event);
  }
  void end() override {}

 private:
  FullTrace& trace_;
};

}  // namespace

std::vector<Fish> as_they_come() {
  return {{"salmon", 11}, {"trout", 15}, {"eel", 12}, {"perch", 14}, {"pike", 17}, {"carp", 21}};
}

std::vector<Fish> held_up() {
  return {{"salmon", 11}, {"trout", 15}, {"eel", 12}, {"pike", 17}, {"perch", 14}, {"carp", 21}};
}

std::vector<Fish> in_order() {
  return {{"salmon", 11}, {"eel", 12}, {"perch", 14}, {"trout", 15}, {"pike", 17}, {"carp", 21}};
}

std::vector<Fish> hostile_fish() {
  const std::string lines = "two\nlines\tand a tab";
  std::string zalgo = "z";
  for (int i = 0; i < 40; i++) zalgo += "\xcc\x81";  // U+0301, combining acute
  return {{"\x1b[2J\x1b]0;owned\x07 eel", 11},
          {"\xd7\x93\xd7\x92 \xe2\x80\xae esrever", 15},  // Hebrew; right-to-left override
          {"\xe9\xae\xad\xe9\xb1\x92", 12},               // CJK
          {zalgo, 14},
          {lines, 17},
          {"\xff\xc3(\xc2\x9b"
           "31m",
           21},  // not UTF-8; a C1 control
          {std::string(300, 'x'), 22},
          {"", 23}};
}

StreamGraph fish_job(const FishJob& job) {
  std::vector<Value> rows;
  for (const auto& [name, at] : job.fish)
    rows.push_back(Value::row({Value::text(name), Value::integer(at)}));
  SourceSpec spec;
  spec.make = make_inline_source(job.camera, {rows});
  spec.every = job.every;
  spec.bounded = job.bounded;
  spec.event_time = [](const Value& row) { return std::optional(row[1].as_int()); };
  spec.watermarks = strategy_of(job);
  StreamBuilder builder;
  const auto first_letter = [](const Value& row) {
    return Value::text(row[0].as_text().substr(0, 1));
  };
  const auto windows = [size = job.window, slide = job.slide, gap = job.session] {
    WindowOperatorConfig config(gap > 0 ? WindowAssigner(*EventTimeSessionWindows::with_gap(gap))
                                : slide > 0
                                    ? WindowAssigner(*SlidingEventTimeWindows::of(size, slide))
                                    : WindowAssigner(*TumblingEventTimeWindows::of(size)));
    config.contents = AggregateSpec{std::make_unique<Count>()};
    return config;
  };
  const Stream fish = builder.source(job.camera, spec).rows({"fish", "at"});
  const Stream counted = job.by_name ? fish.key_by(KeySelector::function(first_letter, "letter"))
                                           .window("count", windows)
                                           .parallelism(1)
                                     : fish.window_all("count", windows);
  counted.rows({"fish"}).print("out");
  StreamGraph graph = builder.build();
  for (StreamNode& node : graph.nodes)
    if (node.window) node.window->contents = {"fish"};
  return graph;
}

void run_job(const StreamGraph& graph, EventConsumer& consumer) {
  DerivingSink sink(consumer);
  const auto backends = make_hashmap_backend_factory();
  sim::SimOptions options;
  options.trace = &sink;
  auto sim = sim::Simulator::create(graph, options, *backends);
  REQUIRE(sim);
  (*sim)->run(100'000);
  (*sim)->end_trace();
  INFO((sink.error() ? sink.error()->text : std::string()));
  REQUIRE(!sink.error());
}

FullTrace trace_of(const StreamGraph& graph) {
  FullTrace trace;
  Keep keep(trace);
  run_job(graph, keep);
  return trace;
}

FullTrace sample_trace(const std::string& name) {
  std::ifstream in(std::string(WEIR_TRACE_SAMPLES) + "/" + name + ".weir.jsonl", std::ios::binary);
  REQUIRE(in.good());
  std::stringstream text;
  text << in.rdbuf();
  Result<FullTrace> trace = read_ndjson(text.str());
  REQUIRE(trace);
  return std::move(*trace);
}

void replay(const FullTrace& trace, EventConsumer& consumer) {
  auto world = World::create(trace.header);
  REQUIRE(world);
  consumer.header(trace.header);
  for (const TraceEvent& e : trace.events) {
    const auto done = world->do_event(e);
    INFO((done ? std::string() : done.error().text));
    REQUIRE(done);
    consumer.event(e, *world);
  }
  consumer.end();
}

}  // namespace weir::testing

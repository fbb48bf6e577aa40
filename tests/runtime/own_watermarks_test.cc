// Event time that begins in the middle of a job: whose watermarks go where, what restarts, what
// idleness does, and what the trace says of it.
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/checkpoint/task_snapshot.h"
#include "engine/connectors/inline_source.h"
#include "engine/graph/stream_builder.h"
#include "tests/runtime/traced_run.h"

using namespace weir;
using weir::testing::TracedRun;

namespace {

enum Field : std::size_t { kKey, kAt, kLater };

Value row(std::string_view key, Timestamp at, Timestamp later) {
  return Value::row({Value::text(key), Value::integer(at), Value::integer(later)});
}

// Rows carry two times: one the source knows, one that is found later.
const std::vector<Value> kRows{row("a", 1, 10), row("b", 3, 30), row("a", 2, 20), row("b", 5, 50)};

SourceSpec spec(const std::string& uid, const std::vector<Value>& rows) {
  SourceSpec out{.make = make_inline_source(uid, {rows}), .every = 10};
  out.event_time = [](const Value& v) { return std::optional(v[kAt].as_int()); };
  out.watermarks.kind = WatermarkKind::kMonotonous;
  out.watermarks.emit_every_event = true;
  return out;
}

std::optional<Timestamp> later(const Value& v, std::optional<Timestamp>) {
  return v[kLater].as_int();
}

WatermarkStrategy monotonous(Duration interval = 0) {
  WatermarkStrategy out;
  out.kind = WatermarkKind::kMonotonous;
  out.emit_every_event = interval == 0;
  out.interval = interval;
  return out;
}

KeySelector key() { return KeySelector::field(kKey, "key"); }

WindowOperatorConfig tens() {
  WindowOperatorConfig config(*TumblingEventTimeWindows::of(10));
  config.function =
      std::make_unique<MappedWindowFunction>([](WindowContext& context, const Value& content) {
        return Value::row({Value::integer(context.window().start), content[kKey]});
      });
  return config;
}

Value same(const Value& v) { return v; }

std::string number(const Value& v) {
  return v.as_int() == kMaxTimestamp ? "MAX" : std::to_string(v.as_int());
}

// The watermarks that were sent into each channel, in order.
std::map<std::string, std::string> watermarks_of(const TracedRun& run) {
  std::map<std::string, std::string> out;
  for (const TraceEvent& e : run.events) {
    const bool emit = e.kind == EventKind::kWmEmit;
    if (!emit && e.kind != EventKind::kWmSend) continue;
    const Value& to = e.fields[emit ? field::kWmEmit::chs : field::kWmSend::chs];
    const Value& value = e.fields[emit ? field::kWmEmit::value : field::kWmSend::value];
    for (const Value& channel : to.elements()) {
      std::string& list = out[std::string(member(channel, "ch").as_text())];
      list += (list.empty() ? "" : " ") + number(value);
    }
  }
  return out;
}

using Watermarks = std::map<std::string, std::string>;

}  // namespace

TEST_CASE("what leaves a chain in front of an operator with watermarks of its own has the others") {
  StreamBuilder job;
  const Stream in = job.source("in", spec("in", kRows)).rebalance().map("same", same);
  in.key_by(key()).window("before", tens).print("early");
  const Stream timed = in.assign_timestamps_and_watermarks("times", later, monotonous());
  timed.key_by(key()).window("behind", tens).print("out");
  timed.map("again", same).key_by(key()).window("further", tens).print("far");
  TracedRun run(job.build());
  run.to_end();
  CHECK(watermarks_of(run) == Watermarks{{"in#0>same#0", "0 2 4 MAX"},
                                         {"same#0>before#0", "0 2 4 MAX"},
                                         {"same#0>behind#0", "9 29 49 MAX"},
                                         {"same#0>further#0", "9 29 49 MAX"}});
  // The third record (20) is late behind the operator, and on time before it.
  std::map<std::string, std::vector<std::string>> by_sink;
  for (const std::string& line : run.shown())
    by_sink[line.substr(0, line.find(' '))].push_back(line.substr(line.find(' ') + 1));
  CHECK(by_sink["early"] ==
        std::vector<std::string>{"[0, \"a\"]", "[0, \"a\"]", "[0, \"b\"]", "[0, \"b\"]"});
  CHECK(by_sink["out"] == std::vector<std::string>{"[10, \"a\"]", "[30, \"b\"]", "[50, \"b\"]"});
  CHECK(by_sink["far"] == by_sink["out"]);
  CHECK(run.sim->job().late_records_dropped() == 2);
}

TEST_CASE("behind a source the watermarks of the source end at the operator that makes its own") {
  StreamBuilder job;
  job.source("in", spec("in", {row("a", 4, 40), row("a", 5, 30)}))
      .rows({"key", "at", "later"})
      .assign_timestamps_and_watermarks("times", later, monotonous())
      .key_by(key())
      .window("window", tens)
      .print("out");
  TracedRun run(job.build());
  run.to_end();
  const auto all = run.lines_at("in#0");
  std::vector<std::string> lines;
  for (const std::string& line : all)
    if (line.find(R"("t":10,)") != line.npos || line.find(R"("t":20,)") != line.npos)
      lines.push_back(line.substr(line.find(R"("k":)")));
  const std::string ch = R"([{"ch":"in#0>window#0","pos":)";
  CHECK(
      lines ==
      std::vector<std::string>{
          R"("k":"rec.emit","at":"in#0","part":"in.0","val":{"key":"a","at":4,"later":40},"ts":4,"r":"in.0.0","off":0,"was":0,"pos":1,"max":4})",
          R"("k":"rec.make","at":"in#0","op":"times","val":{"key":"a","at":4,"later":40},"ts":40,"r":"in.0.0/times"})",
          R"("k":"rec.send","at":"in#0","op":"times","ch":"in#0>window#0","r":"in.0.0/times","pos":0,"kg":)" +
              std::to_string(key_group(Value::text("a"), 128)) + "}",
          R"("k":"wm.emit","at":"in#0","op":"times","value":39,"chs":)" + ch + "1}]}",
          R"("k":"wm.ignore","at":"in#0","op":"times","value":3})",
          R"("k":"rec.emit","at":"in#0","part":"in.0","val":{"key":"a","at":5,"later":30},"ts":5,"r":"in.0.1","off":1,"was":1,"pos":2,"max_was":4,"max":5})",
          R"("k":"rec.make","at":"in#0","op":"times","val":{"key":"a","at":5,"later":30},"ts":30,"r":"in.0.1/times"})",
          R"("k":"rec.send","at":"in#0","op":"times","ch":"in#0>window#0","r":"in.0.1/times","pos":0,"kg":)" +
              std::to_string(key_group(Value::text("a"), 128)) + "}",
          R"("k":"wm.ignore","at":"in#0","op":"times","value":4})",
      });
}

TEST_CASE("a restarted job makes its watermarks anew, and asks again an interval after its start") {
  // The second half lies before the first: too late for a generator that remembers.
  std::vector<Value> rows;
  for (Timestamp t = 1; t <= 12; t++) rows.push_back(row("a", t, t <= 6 ? 120 + t : 100 + t));
  JobConfig config;
  config.checkpoints.interval = 15;
  config.restart.delay = 7;
  StreamBuilder job(config);
  job.source("in", spec("in", rows))
      .rebalance()
      .assign_timestamps_and_watermarks("times", later, monotonous(20))
      .key_by(key())
      .window("window", tens)
      .transactional("out");
  TracedRun run(job.build());
  sim::Fault fault;
  fault.decision = {sim::DecisionKind::kFailTask, {PendingKind::kPollSource, 1, 0}};
  fault.when = [](const Job& j) {
    return j.master().completed_checkpoints() >= 4 && j.master().restarts() == 0;
  };
  run.sim->add_fault(fault);
  run.to_end();
  REQUIRE(run.sim->job().master().restarts() == 1);
  std::map<std::int64_t, Timestamp> started, first_time, first_value, last_value;  // by attempt
  for (const TraceEvent& e : run.events) {
    if (e.at != Value::text("times#0")) continue;
    if (e.kind == EventKind::kRestore) started[e.attempt] = e.time;
    if (e.kind != EventKind::kWmEmit) continue;
    first_time.try_emplace(e.attempt, e.time);
    const Timestamp value = e.fields[field::kWmEmit::value].as_int();
    first_value.try_emplace(e.attempt, value);
    if (value != kMaxTimestamp) last_value[e.attempt] = value;
  }
  // At 20, a millisecond late as timers are, the first two records had come.
  CHECK(first_time[1] == 21);
  CHECK(first_value[1] == 121);
  CHECK(last_value[1] == 123);
  REQUIRE(started.contains(2));
  CHECK(first_time[2] == started[2] + 21);
  CHECK(first_value[2] == 107);
  std::vector<std::string> results = run.shown();
  CHECK(std::count(results.begin(), results.end(), "out [120, \"a\"]") == 6);
  CHECK(std::count(results.begin(), results.end(), "out [100, \"a\"]") == 3);
  CHECK(std::count(results.begin(), results.end(), "out [110, \"a\"]") == 3);
}

TEST_CASE("an input that is idle does not hold back the windows behind it") {
  const auto run_with = [](std::optional<Duration> idle_timeout) {
    StreamBuilder job;
    WatermarkStrategy strategy = monotonous(5);
    strategy.idle_timeout = idle_timeout;
    std::vector<Value> busy;
    for (Timestamp t = 1; t <= 20; t++) busy.push_back(row("a", t, t));
    const Stream a = job.source("busy", spec("busy", busy))
                         .assign_timestamps_and_watermarks("a-times", {}, strategy);
    // Two rows, then nothing for as long as the others go on.
    SourceSpec slow = spec("quiet", {row("b", 1, 1), row("b", 100, 100)});
    slow.every = 150;
    const Stream b = job.source("quiet", std::move(slow))
                         .assign_timestamps_and_watermarks("b-times", {}, strategy);
    a.union_with(b).key_by(key()).window("window", tens).print("out");
    TracedRun run(job.build());
    run.to_end();
    Timestamp first = kMaxTimestamp;
    for (const TraceEvent& e : run.of(EventKind::kWinFire)) first = std::min(first, e.time);
    return std::pair{first, run.of(EventKind::kStatusSend).size()};
  };
  const auto held = run_with(std::nullopt);
  CHECK(held.second == 0);
  CHECK(held.first >= 200);  // "quiet" says 0 at 150, and its end comes at 450; "busy" ends at 210
  const auto free = run_with(20);
  CHECK(free.second > 0);
  // The tenth of the busy rows is there at 100. Probes are 6 apart: a timer is a millisecond late.
  CHECK(free.first == 102);
}

TEST_CASE("a generator that goes back is not heard, and the trace says what it said") {
  class OneLess final : public WatermarkGenerator {
   public:
    void on_event(const Value&, Timestamp timestamp, WatermarkOutput& out) override {
      out.emit_watermark(timestamp - 1);
    }
    void on_periodic_emit(Timestamp, WatermarkOutput&) override {}
  };
  WatermarkStrategy one_less;
  one_less.kind = WatermarkKind::kCustom;
  one_less.interval = 0;
  one_less.custom = [] { return std::make_unique<OneLess>(); };
  const auto times = [](std::initializer_list<Timestamp> all) {
    std::vector<Value> out;
    for (const Timestamp t : all) out.push_back(row("a", t, t));
    return out;
  };
  const auto ignored = [](const TracedRun& run) {
    std::vector<std::string> out;
    using F = field::kWmIgnore;
    for (const TraceEvent& e : run.of(EventKind::kWmIgnore))
      out.push_back(e.fields[F::value].to_string() + " " + e.fields[F::last].to_string() + " " +
                    e.fields[F::part].to_string());
    return out;
  };
  const std::vector<std::string> two{"11 14 null", "13 14 null"};
  {
    StreamBuilder job;
    SourceSpec in = spec("in", times({11, 15, 12, 14, 15, 17, 21}));
    in.watermarks = one_less;
    job.source("in", in).key_by(key()).window("window", tens).print("out");
    TracedRun run(job.build());
    run.to_end();
    CHECK(ignored(run) == two);  // that it says 14 again is not worth a word
    CHECK(watermarks_of(run) == Watermarks{{"in#0>window#0", "10 14 16 20 MAX"}});
  }
  {
    StreamBuilder job;
    SourceSpec in = spec("in", times({11, 15, 12, 14, 15, 17, 21}));
    in.watermarks = {};
    job.source("in", in)
        .assign_timestamps_and_watermarks("times", later, one_less)
        .key_by(key())
        .window("window", tens)
        .print("out");
    TracedRun run(job.build());
    run.to_end();
    CHECK(ignored(run) == two);
    CHECK(watermarks_of(run) == Watermarks{{"in#0>window#0", "10 14 16 20 MAX"}});
  }
  {  // Each split has its own: 31 is the last of the other one, and nothing has been sent.
    StreamBuilder job;
    SourceSpec in = spec("in", {});
    in.make = make_inline_source("in", {times({40, 50}), times({30, 32, 31})});
    in.watermarks = one_less;
    job.source("in", in).key_by(key()).window("window", tens).print("out");
    TracedRun run(job.build());
    run.to_end();
    CHECK(ignored(run) == std::vector<std::string>{"30 31 \"in.1\""});
    CHECK(watermarks_of(run) == Watermarks{{"in#0>window#0", "29 31 MAX"}});
  }
}

TEST_CASE("a strategy that makes no sense fails the job with its reason") {
  JobConfig config;
  config.restart.kind = RestartKind::kNone;
  StreamBuilder job(config);
  WatermarkStrategy strategy = monotonous();
  strategy.kind = WatermarkKind::kBoundedOutOfOrderness;
  strategy.bound = -1;
  job.source("in", spec("in", kRows))
      .assign_timestamps_and_watermarks("times", later, strategy)
      .print("out");
  TracedRun run(job.build());
  run.sim->run(1'000);
  run.flush();
  CHECK(run.sim->job().status() == JobStatus::kFailed);
  const auto failures = run.of(EventKind::kFail);
  REQUIRE(!failures.empty());
  CHECK(failures[0].fields[field::kFail::cause] ==
        Value::text("the out-of-orderness bound is negative"));
}

// Is the last status that the latest checkpoint holds in flight to the windows an IDLE?
bool idle_in_flight(sim::Simulator& sim) {
  const auto latest = sim.job().store().latest();
  bool idle = false;
  if (!latest) return idle;
  for (const auto& [name, bytes] : sim.storage().files()) {
    const auto stored = decode_task_snapshot(bytes);
    if (!stored || !name.starts_with("cp-" + std::to_string(latest->id) + "/window")) continue;
    for (const auto& [uid, op] : stored->state.operators)
      for (const InFlightChannel& channel : op.in_flight)
        for (const ChannelElement& e : channel.elements)
          if (e.kind() == ElementKind::kStatus) idle = e.idle();
  }
  return idle;
}

// A restarted generator does not know that it had said IDLE, and does not take it back; as in
// Flink.
TEST_CASE(
    "a channel that is idle by what was in flight takes no watermarks, and the trace says so") {
  std::vector<Value> rows;
  for (Timestamp t = 1; t <= 5; t++) rows.push_back(row("a", t, t));
  for (Timestamp t = 40; t <= 150; t++) rows.push_back(row("a", t, t));
  SourceSpec in = spec("in", rows);
  in.at = [](const Value& v) { return std::optional(v[kAt].as_int()); };
  JobConfig config;
  config.checkpoints.interval = 3;
  config.checkpoints.alignment = Alignment::kUnaligned;
  config.restart.delay = 30;  // then rows are there at once: it does not fall silent again
  WatermarkStrategy idle = monotonous(1);
  idle.idle_timeout = 3;
  std::size_t found = 0;
  for (std::uint64_t seed = 1; seed <= 40; seed++) {
    StreamBuilder job(config);
    job.source("in", in)
        .assign_timestamps_and_watermarks("times", {}, idle)
        .key_by(key())
        .window("window", tens)
        .print("out");
    sim::SimOptions options;
    options.seed = seed;
    options.network = {0, 25};
    TracedRun run(job.build(), options);
    bool killed = false;
    while (!killed && run.sim->step()) {
      killed = run.sim->job().task(0) != nullptr && idle_in_flight(*run.sim);
      if (killed) run.sim->job().fail_task(0, "killed");
    }
    run.to_end();
    std::vector<std::string> left_out;
    for (const TraceEvent& e : run.of(EventKind::kWmOld))
      if (!e.fields[field::kWmOld::asleep].is_null())
        left_out.push_back(number(e.fields[field::kWmOld::value]));
    INFO("seed " << seed);
    REQUIRE(left_out.empty() == !killed);
    if (!killed) continue;
    found++;
    CHECK(left_out.back() == "MAX");
    // Event time stays where what was in flight in front of the IDLE has brought it.
    for (const TraceEvent& e : run.of(EventKind::kWmAdvance))
      CHECK(e.fields[field::kWmAdvance::now].as_int() < 5);
  }
  CHECK(found > 0);
}
